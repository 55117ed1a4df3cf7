import type { IncomingMessage } from "node:http";

const LOCAL = new Set(["127.0.0.1", "localhost", "[::1]"]);

/**
 * Whether a request names this machine in its Host header. A page of another site whose name was re-bound to
 * 127.0.0.1 still sends its own name, so this keeps such pages away from servers that ask for no password.
 * @param extra further host names, without port (a service name in docker-compose)
 */
export function isLocalHost(request: IncomingMessage, extra: readonly string[] = []): boolean {
  const name = (request.headers.host ?? "").replace(/:\d+$/, "");
  return LOCAL.has(name) || extra.includes(name);
}
