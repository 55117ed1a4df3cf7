import type { ClientBase } from "pg";

/** Which database stands behind the local endpoint. */
export type BackendOptions =
  /** PostgreSQL compiled to WebAssembly, inside this process; without `dataDir` in memory. */
  | { kind: "pglite"; dataDir?: string }
  /** Any PostgreSQL server, by connection string. */
  | { kind: "postgres"; url: string };

/** A database that lends one connection at a time to each caller. */
export interface SqlBackend {
  /** Runs `work` with a connection that nobody else uses meanwhile. */
  withClient<T>(work: (client: ClientBase) => Promise<T>): Promise<T>;
  stop(): Promise<void>;
}
