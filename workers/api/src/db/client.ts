import { neon, neonConfig } from "@neondatabase/serverless";
import { drizzle, type NeonHttpDatabase, type NeonHttpQueryResultHKT } from "drizzle-orm/neon-http";
import type { PgDatabase } from "drizzle-orm/pg-core";
import type { ApiEnv } from "../env.ts";

export type DatabaseEnv = Pick<ApiEnv, "DATABASE_URL" | "NEON_FETCH_ENDPOINT">;

/** Postgres over HTTP: every statement is a request of its own, `batch` is one transaction. */
export type Db = NeonHttpDatabase<Record<string, never>>;

/** What a statement needs: either the database over HTTP, or a transaction that is open. */
export type Statements = PgDatabase<NeonHttpQueryResultHKT, Record<string, never>>;

const clients = new Map<string, Db>();

/**
 * Postgres over HTTP, for single statements and for batches whose statements don't depend on what a statement
 * before them returned. Where something is decided between reading and writing, `transaction()` is the way
 * (decision 021).
 */
export function openDatabase(env: DatabaseEnv): Db {
  const endpoint = env.NEON_FETCH_ENDPOINT;
  if (endpoint !== undefined) neonConfig.fetchEndpoint = endpoint;
  const key = `${env.DATABASE_URL} ${endpoint ?? ""}`;
  let db = clients.get(key);
  if (db === undefined) {
    db = drizzle(neon(env.DATABASE_URL));
    clients.set(key, db);
  }
  return db;
}
