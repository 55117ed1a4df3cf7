import { CLOSE, type CloseReason } from "@veza/contracts/ws/close";

/**
 * Refuses a WebSocket in a way that a browser can read: accepted, then closed with a code and a machine
 * reason. (An HTTP error on an upgrade reaches a page as a bare failure.)
 */
export function refuseSocket(reason: CloseReason, protocol: string | null): Response {
  const { 0: client, 1: server } = new WebSocketPair();
  server.accept();
  server.close(CLOSE[reason], reason);
  return new Response(null, {
    status: 101,
    webSocket: client,
    headers: protocol === null ? {} : { "sec-websocket-protocol": protocol },
  });
}

/** Sends to one socket. One that is closing or gone throws: that ends this socket and no other. */
export function sendSafely(socket: WebSocket, data: string | ArrayBuffer): void {
  try {
    socket.send(data);
  } catch {
    // It is going away: its close handler or the client's reconnect deals with it.
    acknowledgeClose(socket, 1011, "send failed");
  }
}

/**
 * Completes the closing handshake, without which clients see 1006. Codes that must not be sent (RFC 6455
 * §7.4.1) become 1000; a reason is cut to the 123 bytes that a close frame holds.
 */
export function acknowledgeClose(socket: WebSocket, code: number, reason: string): void {
  const sendable =
    code === 1000 ||
    (code >= 1001 && code <= 1014 && code !== 1004 && code !== 1005 && code !== 1006) ||
    (code >= 3000 && code <= 4999);
  try {
    socket.close(
      sendable ? code : 1000,
      new TextDecoder().decode(new TextEncoder().encode(reason).subarray(0, 120)),
    );
  } catch {
    // Closed already: there is nothing left to say.
  }
}

/** The protocols that a client offers, in its order. */
export function offeredProtocols(headers: Headers): string[] {
  return (headers.get("sec-websocket-protocol") ?? "")
    .split(",")
    .map((name) => name.trim())
    .filter((name) => name !== "");
}

/**
 * A program's token travels as a second protocol value, `bearer.<jwt>`: browsers can't set headers on a
 * socket.
 */
export function bearerProtocol(offered: string[]): string | null {
  return offered.find((name) => name.startsWith("bearer."))?.slice("bearer.".length) ?? null;
}
