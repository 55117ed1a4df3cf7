import { migrate } from "../migrations/run.ts";
import type { BackendOptions } from "../neon/backend.ts";
import { type NeonServer, startNeonServer } from "../neon/server.ts";
import type { Part } from "./part.ts";

export interface DatabasePart extends Part {
  query: NeonServer["query"];
}

/** The database behind Neon's protocol, migrated at every start. */
export function databasePart(options: {
  backend: BackendOptions;
  port: number;
  migrations: string;
  onMigrated: (names: string[]) => void;
}): DatabasePart {
  let server: NeonServer | undefined;
  return {
    async start() {
      server = await startNeonServer({ backend: options.backend, port: options.port });
      try {
        options.onMigrated((await migrate(server, options.migrations)).applied);
      } catch (error) {
        await this.stop();
        throw error;
      }
    },
    async stop() {
      const running = server;
      server = undefined;
      await running?.stop();
    },
    pid: () => undefined,
    async query(sql, params) {
      if (server === undefined) throw new Error("the database is stopped");
      return server.query(sql, params);
    },
  };
}
