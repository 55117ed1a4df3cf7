import type { IncomingMessage, ServerResponse } from "node:http";
import { readBody } from "../http/body.ts";
import { listen } from "../http/listen.ts";
import { isLocalHost } from "../http/local-host.ts";
import { answerError } from "./answer-error.ts";
import type { BackendOptions, SqlBackend } from "./backend.ts";
import { execute } from "./execute.ts";
import { openPostgres } from "./postgres-backend.ts";
import { parseSqlRequest } from "./protocol.ts";
import { createSessions } from "./websocket.ts";

export interface NeonServer {
  url: string;
  /** For `neonConfig.fetchEndpoint`. */
  fetchEndpoint: string;
  /** One statement; rows as objects with JavaScript values. */
  query(sql: string, params?: unknown[]): Promise<Record<string, unknown>[]>;
  /** A script of several statements without parameters. */
  exec(sql: string): Promise<void>;
  /** How many clients have a session over a WebSocket now. */
  sessionCount(): number;
  stop(): Promise<void>;
}

export interface NeonServerOptions {
  backend: BackendOptions;
  host?: string;
  port?: number;
  /** Host names besides this machine's own that requests may name. */
  allowedHosts?: readonly string[];
}

const MAX_BODY_BYTES = 64 * 1024 * 1024;

/**
 * What `@neondatabase/serverless` speaks, in front of PGlite or any PostgreSQL: SQL over HTTP (`POST /sql`),
 * and sessions over WebSocket (`/v2`). For development and tests: it checks no password. Session state
 * (`SET`, session locks) is not kept between requests by Neon, so do not rely on it here either.
 */
export async function startNeonServer(options: NeonServerOptions): Promise<NeonServer> {
  const backend = await open(options.backend);
  const sessions = createSessions(backend, options.allowedHosts ?? []);
  const listening = await listen(
    (request, response) => void handle(backend, options.allowedHosts ?? [], request, response),
    { ...options, onUpgrade: sessions.onUpgrade },
  ).catch(async (error: unknown) => {
    await backend.stop();
    throw error;
  });
  return {
    url: listening.url,
    fetchEndpoint: `${listening.url}/sql`,
    query: (sql, params) => backend.withClient(async (client) => (await client.query(sql, params)).rows),
    exec: (sql) => backend.withClient(async (client) => void (await client.query(sql))),
    sessionCount: sessions.count,
    async stop() {
      await sessions.stop();
      await listening.stop();
      await backend.stop();
    },
  };
}

async function open(options: BackendOptions): Promise<SqlBackend> {
  if (options.kind === "postgres") return openPostgres(options.url);
  // Loaded only where it is wanted: the WebAssembly is large, and the container has none.
  const { openPglite } = await import("./pglite-backend.ts");
  return openPglite(options.dataDir, options.limits);
}

async function handle(
  backend: SqlBackend,
  allowedHosts: readonly string[],
  request: IncomingMessage,
  response: ServerResponse,
) {
  const { status, body } = await answer(backend, allowedHosts, request);
  response.writeHead(status, { "content-type": "application/json" });
  response.end(JSON.stringify(body));
}

async function answer(
  backend: SqlBackend,
  allowedHosts: readonly string[],
  request: IncomingMessage,
): Promise<{ status: number; body: unknown }> {
  const path = new URL(request.url ?? "/", "http://local").pathname;
  if (!isLocalHost(request, allowedHosts))
    return { status: 421, body: { message: "not a name of this server" } };
  try {
    if (path === "/healthz" && request.method === "GET") {
      await backend.withClient((client) => client.query("SELECT 1"));
      return { status: 200, body: { status: "ok" } };
    }
    if (path !== "/sql") return { status: 404, body: { message: "POST /sql is served here" } };
    if (request.method !== "POST") return { status: 405, body: { message: "POST /sql is served here" } };
    const parsed = parseSqlRequest(request.headers, await readBody(request, MAX_BODY_BYTES));
    return { status: 200, body: await backend.withClient((client) => execute(client, parsed)) };
  } catch (error) {
    return answerError(error);
  }
}
