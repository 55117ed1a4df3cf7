import { mkdir } from "node:fs/promises";
import type { Socket } from "node:net";
import { dirname } from "node:path";
import { PGlite } from "@electric-sql/pglite";
import { pg_trgm } from "@electric-sql/pglite/contrib/pg_trgm";
import pg from "pg";
import type { SqlBackend } from "./backend.ts";
import { PgliteConnection } from "./pglite-connection.ts";

/**
 * PGlite, in memory or in `dataDir`. It is one connection: callers wait for each other in the order they came.
 * The extension pg_trgm can be created in it.
 */
export async function openPglite(dataDir?: string): Promise<SqlBackend> {
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

  let last: Promise<unknown> = Promise.resolve();
  return {
    withClient(work) {
      const turn = last.then(() => work(client));
      last = turn.catch(() => undefined);
      return turn;
    },
    async stop() {
      await last;
      await client.end();
      await database.close();
    },
  };
}
