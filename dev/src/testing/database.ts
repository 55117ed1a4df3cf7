import { rm } from "node:fs/promises";
import { join } from "node:path";
import { migrate } from "../migrations/run.ts";
import { type NeonServer, startNeonServer } from "../neon/server.ts";
import { copyPgliteTemplate } from "./pglite-template.ts";
import { findPostgresBinaries, startPostgresCluster } from "./postgres-cluster.ts";

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
  return {
    name,
    startEmpty: () => startNeonServer({ backend: { kind: "pglite" } }),
    async startMigrated(migrations) {
      const dataDir = await copyPgliteTemplate(migrations);
      const server = await startNeonServer({ backend: { kind: "pglite", dataDir } });
      return {
        ...server,
        async stop() {
          await server.stop();
          await rm(dataDir, { recursive: true, force: true });
        },
      };
    },
  };
}

function postgres(binaries: string): TestBackend {
  const startEmpty = async (): Promise<NeonServer> => {
    const cluster = await startPostgresCluster(binaries);
    const server = await startNeonServer({ backend: { kind: "postgres", url: cluster.url } });
    return {
      ...server,
      async stop() {
        await server.stop();
        await cluster.stop();
      },
    };
  };
  return {
    name: "PostgreSQL",
    startEmpty,
    async startMigrated(migrations) {
      const server = await startEmpty();
      await migrate(server, migrations);
      return server;
    },
  };
}

/**
 * PGlite, and a real PostgreSQL where its binaries are installed: for what may differ between the two. Use:
 * `describe.each(await everyBackend())("… on $name", (backend) => …)`.
 */
export async function everyBackend(): Promise<TestBackend[]> {
  const binaries = await findPostgresBinaries();
  return binaries === undefined ? [pglite(ONLY_PGLITE)] : [pglite("PGlite"), postgres(binaries)];
}

/**
 * A real PostgreSQL where its binaries are installed, for production has one; without them PGlite, whose name says so. PGlite is what
 * every test of the whole stack runs on. Used like `everyBackend`.
 */
export async function availableBackends(): Promise<TestBackend[]> {
  const binaries = await findPostgresBinaries();
  return [binaries === undefined ? pglite(ONLY_PGLITE) : postgres(binaries)];
}

const ONLY_PGLITE = "PGlite (no PostgreSQL server is installed here)";

/** A fresh database with the repository's migrations. */
export async function openTestDatabase(backend: TestBackend): Promise<TestDatabase> {
  const server = await backend.startMigrated(MIGRATIONS);
  const tables = await server.query(
    "SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'veza_migrations'",
  );
  const truncate =
    tables.length === 0
      ? "SELECT 1"
      : `TRUNCATE ${tables.map((row) => String(row.name)).join(", ")} RESTART IDENTITY CASCADE`;
  return {
    fetchEndpoint: server.fetchEndpoint,
    databaseUrl: "postgresql://veza:veza@local.test/veza",
    query: server.query,
    exec: server.exec,
    reset: () => server.exec(truncate),
    stop: server.stop,
  };
}
