import { mkdir } from "node:fs/promises";
import type { Socket } from "node:net";
import { dirname } from "node:path";
import { PGlite } from "@electric-sql/pglite";
import { pg_trgm } from "@electric-sql/pglite/contrib/pg_trgm";
import pg from "pg";
import type { SessionLimits, SqlBackend } from "./backend.ts";
import { PgliteConnection } from "./pglite-connection.ts";
import { PgliteSession } from "./pglite-session.ts";
import { createTurns } from "./turns.ts";

/**
 * Longer than what a transaction of a Worker may take, so that it is the Worker that says first what went
 * wrong.
 */
const LIMITS: SessionLimits = { idle_ms: 15_000, transaction_ms: 30_000 };

/**
 * PGlite, in memory or in `dataDir`. It is one connection: callers and sessions wait for each other in the
 * order they came. The extension pg_trgm can be created in it.
 */
export async function openPglite(dataDir?: string, limits: SessionLimits = LIMITS): Promise<SqlBackend> {
  if (dataDir !== undefined) await mkdir(dirname(dataDir), { recursive: true });
  const database = await PGlite.create({
    ...(dataDir === undefined ? {} : { dataDir }),
    extensions: { pg_trgm },
  });
  const client = new pg.Client({
    user: "postgres",
    database: "postgres",
    // PgliteConnection has the part of a socket that `pg` uses.
    stream: () => new PgliteConnection(database) as unknown as Socket,
  });
  await client.connect();
  const turns = createTurns();
  const parameters = new Map([
    ["server_version", String((await client.query("SHOW server_version")).rows[0]?.server_version)],
    ["server_encoding", "UTF8"],
    ["client_encoding", "UTF8"],
    ["DateStyle", "ISO, MDY"],
    ["integer_datetimes", "on"],
    ["standard_conforming_strings", "on"],
    ["TimeZone", "GMT"],
  ]);

  return {
    async withClient(work) {
      const endTurn = await turns.take();
      try {
        return await work(client);
      } finally {
        endTurn();
      }
    },
    openSession: async () => ({ stream: new PgliteSession(database, turns, limits), parameters }),
    async stop() {
      await turns.allDone();
      await client.end();
      await database.close();
    },
  };
}
