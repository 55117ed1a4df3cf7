import pg from "pg";
import type { SqlBackend } from "./backend.ts";

/**
 * Any PostgreSQL server, through a pool of connections. Nothing is opened until the first query, so a server that is
 * away is an error of the query, not of the start.
 */
export function openPostgres(url: string): SqlBackend {
  // Neon answers in GMT whatever the server's own zone is.
  const pool = new pg.Pool({
    connectionString: url,
    max: 20,
    options: "-c TimeZone=UTC",
    connectionTimeoutMillis: 5_000,
  });
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
    stop() {
      stopping = true;
      return pool.end();
    },
  };
}
