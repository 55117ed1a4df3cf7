import { neon, neonConfig } from "@neondatabase/serverless";
import { drizzle, type NeonHttpDatabase } from "drizzle-orm/neon-http";
import type { ApiEnv } from "../env.ts";

export type Db = NeonHttpDatabase<Record<string, never>>;

const clients = new Map<string, Db>();

/**
 * Postgres over HTTP. Every statement is a request of its own; `db.batch([...])` is one transaction. There are no
 * interactive transactions: a decision between a read and a write is made inside one statement (a condition in the
 * UPDATE, a CTE), so that nothing is held open across the network.
 */
export function openDatabase(env: Pick<ApiEnv, "DATABASE_URL" | "NEON_FETCH_ENDPOINT">): Db {
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
