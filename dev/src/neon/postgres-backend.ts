import pg from "pg";
import type { SqlBackend } from "./backend.ts";
import { openPostgresSession } from "./postgres-session.ts";

/**
 * Any PostgreSQL server, through a pool of connections. Nothing is opened until the first query, so a server
 * that is away is an error of the query, not of the start.
 */
export function openPostgres(url: string): SqlBackend {
  // Neon answers in GMT whatever the server's own zone is.
  const config = { connectionString: url, options: "-c TimeZone=UTC", connectionTimeoutMillis: 5_000 };
  const pool = new pg.Pool({ ...config, max: 20 });
  let stopping = false;
  pool.on("error", (error) => {
    // At the end connections may see the server go before they have left.
    if (!stopping) console.error(`an idle database connection ended: ${error.message}`);
  });
  return {
    async withClient(work) {
      const client = await pool.connect();
      let broken: Error | undefined;
      const onError = (error: Error) => {
        broken = error;
      };
      client.on("error", onError);
      try {
        return await work(client);
      } finally {
        client.off("error", onError);
        client.release(broken);
      }
    },
    openSession: () => openPostgresSession({ ...config, connectionTimeoutMillis: 15_000 }),
    stop() {
      stopping = true;
      return pool.end();
    },
  };
}
