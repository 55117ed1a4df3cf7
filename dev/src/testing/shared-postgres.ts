import { join } from "node:path";
import pg from "pg";
import { migrate } from "../migrations/run.ts";
import { startNeonServer } from "../neon/server.ts";
import { findPostgresBinaries, startPostgresCluster } from "./postgres-cluster.ts";

/**
 * The variable in which the test files find the cluster that they share; unset where no PostgreSQL is
 * installed.
 */
export const SHARED_CLUSTER = "VEZA_TEST_POSTGRES";
/**
 * The database that holds migrations/ and nothing else: copying it takes a moment, migrating takes seconds.
 */
export const MIGRATED_TEMPLATE = "veza_migrated";

const MIGRATIONS = join(import.meta.dirname, "../../../migrations");

async function run(url: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}

const inCluster = (cluster: string, database: string): string =>
  Object.assign(new URL(cluster), { pathname: `/${database}` }).href;

let serial = 0;

/** A new database, a copy of `template`. */
export async function createDatabase(
  cluster: string,
  template: string,
): Promise<{ url: string; drop: () => Promise<void> }> {
  serial += 1;
  const name = `test_${process.pid}_${serial}`;
  await run(cluster, `CREATE DATABASE ${name} TEMPLATE ${template}`);
  return { url: inCluster(cluster, name), drop: () => run(cluster, `DROP DATABASE ${name} WITH (FORCE)`) };
}

/** The `globalSetup` of the database layer: one cluster for all files, where PostgreSQL is installed. */
export default async function sharePostgres(): Promise<(() => Promise<void>) | undefined> {
  const binaries = await findPostgresBinaries();
  if (binaries === undefined) return undefined;
  const cluster = await startPostgresCluster(binaries);
  await run(cluster.url, `CREATE DATABASE ${MIGRATED_TEMPLATE}`);
  const url = inCluster(cluster.url, MIGRATED_TEMPLATE);
  const server = await startNeonServer({ backend: { kind: "postgres", url } });
  await migrate(server, MIGRATIONS);
  await server.stop();
  process.env[SHARED_CLUSTER] = cluster.url;
  return cluster.stop;
}
