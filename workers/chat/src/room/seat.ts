import { RoomId, UserId } from "@veza/contracts/ids";
import { CHAT_PROTOCOL, PresenceStatus } from "@veza/contracts/ws/chat";
import { acknowledgeClose, sendSafely } from "@veza/worker-kit/socket";
import { z } from "zod";

/** What a socket carries through hibernation: who it is, as the Worker has verified, and where. */
export const Seated = z.object({
  /** Of this socket. */
  sid: z.string(),
  user_id: UserId,
  room_id: RoomId,
  /** 0: the head. */
  place: z.int(),
  region: z.string(),
  /** Whether it has said `hello` and got its `welcome`: before that it gets nothing. */
  isWelcome: z.boolean(),
  status: PresenceStatus,
  since_ms: z.int(),
});
export type Seated = z.infer<typeof Seated>;

/** One socket, without the platform. Sending to one that is gone ends this one and no other. */
export interface Seat {
  who: Seated;
  send(text: string): void;
  close(code: number, reason: string): void;
  /** Changes what the socket carries. */
  mark(who: Seated): void;
  /** When it last sent its ping, which the platform answers; null where it has sent none. */
  pinged_ms(): number | null;
}

/** Parsed once a life of the object: a broadcast to a thousand sockets would otherwise parse a thousand attachments. */
const known = new WeakMap<WebSocket, Seat>();

/** The seat of a socket that a room's object holds. */
export function seatOf(ctx: DurableObjectState, socket: WebSocket): Seat {
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
    pinged_ms: () => ctx.getWebSocketAutoResponseTimestamp(socket)?.getTime() ?? null,
  };
  known.set(socket, seat);
  return seat;
}

/** Accepts a socket that sleeps with its object. */
export function takeSeat(
  ctx: DurableObjectState,
  asked: Pick<Seated, "user_id" | "room_id" | "place" | "region">,
): { response: Response; seat: Seat } {
  const { 0: client, 1: server } = new WebSocketPair();
  ctx.acceptWebSocket(server);
  const who: Seated = {
    ...asked,
    sid: crypto.randomUUID(),
    isWelcome: false,
    status: "online",
    since_ms: Date.now(),
  };
  server.serializeAttachment(who);
  const headers = { "sec-websocket-protocol": CHAT_PROTOCOL };
  return {
    response: new Response(null, { status: 101, webSocket: client, headers }),
    seat: seatOf(ctx, server),
  };
}
