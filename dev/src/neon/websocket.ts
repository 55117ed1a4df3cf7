import { once } from "node:events";
import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { createWebSocketStream, WebSocketServer } from "ws";
import { isLocalHost } from "../http/local-host.ts";
import type { SqlBackend } from "./backend.ts";
import {
  askForPassword,
  CANCEL_REQUEST,
  ENCRYPTION_REQUESTS,
  fatalError,
  PROTOCOL_3,
  welcome,
} from "./wire.ts";

const MAX_FRAME_BYTES = 64 * 1024 * 1024;
/** Longest first message of a client (PostgreSQL's own limit). */
const MAX_STARTUP_BYTES = 10_000;

export interface Sessions {
  onUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  count(): number;
  stop(): Promise<void>;
}

/**
 * Neon's WebSocket proxy (`/v2`): a WebSocket whose binary frames carry PostgreSQL's own protocol, one
 * session each. The greeting is ours, for no password is checked; everything after it passes between the
 * client and its session.
 */
export function createSessions(backend: SqlBackend, allowedHosts: readonly string[]): Sessions {
  const server = new WebSocketServer({ noServer: true, maxPayload: MAX_FRAME_BYTES });
  const running = new Set<Promise<void>>();
  return {
    onUpgrade(request, socket, head) {
      const path = new URL(request.url ?? "/", "http://local").pathname;
      // Browsers always send Origin: a page has no business here, whatever name it was loaded by.
      const isForeign = !isLocalHost(request, allowedHosts) || request.headers.origin !== undefined;
      if (path !== "/v2" || isForeign) {
        const status = isForeign ? "421 Misdirected Request" : "404 Not Found";
        socket.end(`HTTP/1.1 ${status}\r\nconnection: close\r\n\r\n`, () => socket.destroy());
        return;
      }
      server.handleUpgrade(request, socket, head, (webSocket) => {
        const client = createWebSocketStream(webSocket);
        const ended = new Promise<void>((resolve) => webSocket.once("close", () => resolve()));
        const session = serve(client, ended, backend).finally(() => {
          client.destroy();
          running.delete(session);
        });
        running.add(session);
      });
    },
    count: () => running.size,
    async stop() {
      for (const webSocket of server.clients) webSocket.terminate();
      await Promise.all(running);
      server.close();
    },
  };
}

/** Serves one client until it or its session ends. Never throws. */
async function serve(client: Duplex, ended: Promise<void>, backend: SqlBackend): Promise<void> {
  // The reason of a broken line is of no use here; its end is seen below.
  client.on("error", () => undefined);
  if (!(await Promise.race([greet(client), ended.then(() => false)]))) return;
  const session = await backend.openSession().catch((error: unknown) => {
    client.end(fatalError("08006", `the database cannot be reached: ${String(error)}`));
    return null;
  });
  if (session === null) return ended;
  const { stream } = session;
  stream.on("error", () => client.destroy());
  stream.on("close", () => client.end());
  client.write(welcome(session.parameters));
  client.pipe(stream).pipe(client);
  await ended;
  stream.destroy();
  if (!stream.closed) await once(stream, "close").catch(() => undefined);
}

/** Reads what a client says before its first query. @returns whether it wants a session */
async function greet(client: Duplex): Promise<boolean> {
  for (;;) {
    const length = (await read(client, 4))?.readUInt32BE(0) ?? 0;
    if (length < 8 || length > MAX_STARTUP_BYTES) return false;
    const code = (await read(client, length - 4))?.readUInt32BE(0);
    if (code === undefined || code === CANCEL_REQUEST) return false;
    if (ENCRYPTION_REQUESTS.includes(code)) {
      client.write("N");
      continue;
    }
    if (code !== PROTOCOL_3) return false;
    client.write(askForPassword());
    const head = await read(client, 5);
    const body = head === null ? 0 : head.readUInt32BE(1) - 4;
    if (body < 1 || body > MAX_STARTUP_BYTES) return false;
    return (await read(client, body)) !== null;
  }
}

/** Exactly `count` bytes, or null when the client ends before they came. */
async function read(client: Duplex, count: number): Promise<Buffer | null> {
  while (!client.readableEnded && !client.destroyed) {
    const bytes: Buffer | null = client.read(count);
    if (bytes !== null) return bytes.length === count ? bytes : null;
    await Promise.race([
      once(client, "readable").catch(() => undefined),
      once(client, "close").catch(() => undefined),
    ]);
  }
  return null;
}
