import type { Duplex } from "node:stream";
import type { ClientBase } from "pg";

/** Which database stands behind the local endpoint. */
export type BackendOptions =
  /** PostgreSQL compiled to WebAssembly, inside this process; without `dataDir` in memory. */
  | { kind: "pglite"; dataDir?: string; limits?: SessionLimits }
  /** Any PostgreSQL server, by connection string. */
  | { kind: "postgres"; url: string };

/** How long a session of PGlite may keep the others waiting, in milliseconds. */
export interface SessionLimits {
  /** A transaction in which nothing is asked for this long is ended. */
  idle_ms: number;
  /** A transaction that is open for this long is ended. */
  transaction_ms: number;
}

/** A connection of a client's own, after its greeting: bytes of PostgreSQL's protocol in both directions. */
export interface SqlSession {
  stream: Duplex;
  /** What the server said of itself at the start (`server_version`, `TimeZone` …). */
  parameters: ReadonlyMap<string, string>;
}

/** A database that lends one connection at a time to each caller. */
export interface SqlBackend {
  /** Runs `work` with a connection that nobody else uses meanwhile. */
  withClient<T>(work: (client: ClientBase) => Promise<T>): Promise<T>;
  /** Opens a session for one client; destroying its stream ends the session and what it left open. */
  openSession(): Promise<SqlSession>;
  stop(): Promise<void>;
}
