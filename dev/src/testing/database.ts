import { rm } from "node:fs/promises";
import { join } from "node:path";
import { type NeonServer, startNeonServer } from "../neon/server.ts";
import { copyPgliteTemplate } from "./pglite-template.ts";
import { createDatabase, MIGRATED_TEMPLATE, SHARED_CLUSTER } from "./shared-postgres.ts";

/** A kind of database that the tests of this machine can open. */
export interface TestBackend {
  /** For `describe.each`: says also when PostgreSQL was not found. */
  name: string;
  /** A server with an empty database (no migrations). */
  startEmpty(): Promise<NeonServer>;
  /** A server whose database holds migrations/. */
  startMigrated(migrations: string): Promise<NeonServer>;
}

export interface TestDatabase {
  fetchEndpoint: string;
  /** A connection string to hand to the driver beside the endpoint. */
  databaseUrl: string;
  query: NeonServer["query"];
  exec: NeonServer["exec"];
  /** Empties every table and starts every sequence anew. */
  reset(): Promise<void>;
  stop(): Promise<void>;
}

const MIGRATIONS = join(import.meta.dirname, "../../../migrations");

function pglite(name: string): TestBackend {
  const start = async (migrations: string | null): Promise<NeonServer> => {
    const dataDir = await copyPgliteTemplate(migrations);
    const server = await startNeonServer({ backend: { kind: "pglite", dataDir } });
    return {
      ...server,
      async stop() {
        await server.stop();
        await rm(dataDir, { recursive: true, force: true });
      },
    };
  };
  return { name, startEmpty: () => start(null), startMigrated: start };
}

/** A database of its own in the cluster that all test files share. */
function postgres(cluster: string): TestBackend {
  const start = async (template: string): Promise<NeonServer> => {
    const database = await createDatabase(cluster, template);
    const server = await startNeonServer({ backend: { kind: "postgres", url: database.url } });
    return {
      ...server,
      async stop() {
        await server.stop();
        await database.drop();
      },
    };
  };
  return {
    name: "PostgreSQL",
    startEmpty: () => start("template0"),
    startMigrated: () => start(MIGRATED_TEMPLATE),
  };
}

/**
 * PGlite, and a real PostgreSQL where its binaries are installed: for what may differ between the two. Use:
 * `describe.each(await everyBackend())("… on $name", (backend) => …)`.
 */
export async function everyBackend(): Promise<TestBackend[]> {
  const cluster = process.env[SHARED_CLUSTER];
  return cluster === undefined ? [pglite(ONLY_PGLITE)] : [pglite("PGlite"), postgres(cluster)];
}

/**
 * A real PostgreSQL where its binaries are installed, for production has one; without them PGlite, whose name
 * says so. PGlite is what every test of the whole stack runs on. Used like `everyBackend`.
 */
export async function availableBackends(): Promise<TestBackend[]> {
  const cluster = process.env[SHARED_CLUSTER];
  return [cluster === undefined ? pglite(ONLY_PGLITE) : postgres(cluster)];
}

const ONLY_PGLITE = "PGlite (no PostgreSQL server is installed here)";

/**
 * Empties the tables that hold rows, without triggers (the audit refuses it) and foreign keys, and starts
 * sequences anew: a third of the time of TRUNCATE, which makes every table's files anew.
 */
const EMPTY_ALL = `DO $$
  DECLARE one record; has boolean;
  BEGIN
    SET LOCAL session_replication_role = replica;
    FOR one IN SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables
      WHERE schemaname = 'public' AND tablename <> 'veza_migrations' LOOP
      EXECUTE 'SELECT EXISTS (SELECT 1 FROM ' || one.name || ')' INTO has;
      IF has THEN EXECUTE 'DELETE FROM ' || one.name; END IF;
    END LOOP;
    FOR one IN SELECT format('%I.%I', schemaname, sequencename) AS name FROM pg_sequences
      WHERE schemaname = 'public' AND last_value IS NOT NULL LOOP
      EXECUTE 'ALTER SEQUENCE ' || one.name || ' RESTART';
    END LOOP;
  END $$`;

/** A fresh database with the repository's migrations. */
export async function openTestDatabase(backend: TestBackend): Promise<TestDatabase> {
  const server = await backend.startMigrated(MIGRATIONS);
  return {
    fetchEndpoint: server.fetchEndpoint,
    databaseUrl: "postgresql://veza:veza@local.test/veza",
    query: server.query,
    exec: server.exec,
    reset: () => server.exec(EMPTY_ALL),
    stop: server.stop,
  };
}
