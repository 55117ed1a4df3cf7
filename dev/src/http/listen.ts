import { createServer, type IncomingMessage, type RequestListener } from "node:http";
import type { Duplex } from "node:stream";

export interface Listening {
  url: string;
  port: number;
  /** Ends open connections and frees the port. */
  stop(): Promise<void>;
}

export interface ListenOptions {
  host?: string;
  port?: number;
  /** Takes connections that ask for another protocol; without it they are closed. */
  onUpgrade?: (request: IncomingMessage, socket: Duplex, head: Buffer) => void;
}

/**
 * Serves `handler` on `host:port` (port 0: any free one).
 * @throws the system's error (`EADDRINUSE` …) when the port cannot be had.
 */
export async function listen(handler: RequestListener, options: ListenOptions = {}): Promise<Listening> {
  const host = options.host ?? "127.0.0.1";
  // workerd keeps connections for later use; an idle connection closed under its hands would fail a request.
  const server = createServer({ keepAliveTimeout: 600_000 }, handler);
  if (options.onUpgrade !== undefined) server.on("upgrade", options.onUpgrade);
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(options.port ?? 0, host, resolve);
  });
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the server has no TCP address");
  const shown = host === "0.0.0.0" || host === "::" ? "127.0.0.1" : host;
  return {
    url: `http://${shown}:${address.port}`,
    port: address.port,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
