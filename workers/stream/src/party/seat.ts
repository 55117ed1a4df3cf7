import { UserId } from "@veza/contracts/ids";
import { PARTY_PROTOCOL } from "@veza/contracts/ws/party";
import { acknowledgeClose, sendSafely } from "@veza/worker-kit/socket";
import { z } from "zod";

/** What a socket carries through hibernation: who it is, as the Worker has verified, and where. */
export const Seated = z.object({
  /** Of this socket. */
  sid: z.string(),
  user_id: UserId,
  username: z.string(),
  party_id: z.string(),
  /** 0: the head. */
  place: z.int(),
  region: z.string(),
  /** Whether `welcome` was sent: a socket of a relay waits for it, and gets nothing before. */
  isWelcome: z.boolean(),
  /** When it last said something, to SEEN_EVERY_MS. */
  seen_ms: z.int(),
});
export type Seated = z.infer<typeof Seated>;

/** One socket, without the platform. Sending to one that is gone ends this one and no other. */
export interface Seat {
  who: Seated;
  send(text: string): void;
  close(code: number, reason: string): void;
  /** Changes what the socket carries. */
  mark(who: Seated): void;
}

/** Parsed once a life of the object: a broadcast to a thousand sockets would otherwise parse a thousand attachments. */
const known = new WeakMap<WebSocket, Seat>();

/** The seat of a socket that a party object holds. */
export function seatOf(socket: WebSocket): Seat {
  const before = known.get(socket);
  if (before !== undefined) return before;
  const seat: Seat = {
    who: Seated.parse(socket.deserializeAttachment()),
    send: (text) => sendSafely(socket, text),
    close: (code, reason) => acknowledgeClose(socket, code, reason),
    mark(who) {
      seat.who = who;
      socket.serializeAttachment(who);
    },
  };
  known.set(socket, seat);
  return seat;
}

/** The open ones of an object's sockets. */
export const seatsOf = (sockets: WebSocket[]): Seat[] =>
  sockets.filter((socket) => socket.readyState === WebSocket.OPEN).map(seatOf);

/** Accepts a socket that sleeps with its object. In the head it is welcome at once. */
export function takeSeat(
  ctx: DurableObjectState,
  asked: Omit<Seated, "sid" | "isWelcome" | "seen_ms">,
): { response: Response; seat: Seat } {
  const { 0: client, 1: server } = new WebSocketPair();
  ctx.acceptWebSocket(server);
  const who: Seated = {
    ...asked,
    sid: crypto.randomUUID(),
    isWelcome: asked.place === 0,
    seen_ms: Date.now(),
  };
  server.serializeAttachment(who);
  const headers = { "sec-websocket-protocol": PARTY_PROTOCOL };
  return { response: new Response(null, { status: 101, webSocket: client, headers }), seat: seatOf(server) };
}
