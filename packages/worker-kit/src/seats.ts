import { acknowledgeClose } from "./socket.ts";
import { admitsSocket } from "./socket-ceiling.ts";

/** What every socket carries through hibernation, beside what is its object's own. */
export interface Seated {
  user_id: string;
  /** When it last sent something that the object has noted; its pings may be later. */
  seen_ms: number;
}

/**
 * A seat is one accepted socket of a Durable Object: who holds it, as the Worker has verified, and the ways
 * to send and to close. Sending to a socket that is gone ends this one and no other.
 */
export interface Seat<Who extends Seated> {
  who: Who;
  send(data: string | ArrayBuffer): void;
  close(code: number, reason: string): void;
  /** Changes what the socket carries through hibernation. */
  mark(who: Who): void;
  /** When it last sent the ping that the platform answers; null where it has sent none. */
  pinged_ms(): number | null;
  /** When it last sent anything, as far as it is known. */
  seen_ms(): number;
}

export interface Seats<Who extends Seated> {
  /** All that are open. */
  all(): Seat<Who>[];
  /** A user's own. */
  of(userId: string): Seat<Who>[];
  count(): number;
  /** The seat of a socket that the platform names. */
  seat(socket: WebSocket): Seat<Who>;
  /**
   * Whether a user may take one more. It may put out one of theirs that has been silent for long (see
   * `admitsSocket`).
   */
  admits(userId: string, now_ms: number): boolean;
  /** Accepts a new socket, which sleeps with its object. */
  take(who: Who, protocol: string): { response: Response; seat: Seat<Who> };
  /** A socket has ended: completes its close. */
  end(socket: WebSocket, code: number, reason: string): Seat<Who>;
}

/**
 * The sockets of an object that hibernates. What they carry is parsed once a life of the object, and who has
 * which is kept beside it, so that no frame has the platform's whole list asked for, filtered and looked
 * through.
 * @param read parses what a socket carries
 */
export function createSeats<Who extends Seated>(
  ctx: DurableObjectState,
  read: (attachment: unknown) => Who,
): Seats<Who> {
  const known = new WeakMap<WebSocket, Seat<Who>>();
  const open = new Set<Seat<Who>>();
  const byUser = new Map<string, Set<Seat<Who>>>();

  const remove = (seat: Seat<Who>) => {
    open.delete(seat);
    const own = byUser.get(seat.who.user_id);
    own?.delete(seat);
    if (own?.size === 0) byUser.delete(seat.who.user_id);
  };
  const add = (seat: Seat<Who>) => {
    open.add(seat);
    const own = byUser.get(seat.who.user_id);
    if (own === undefined) byUser.set(seat.who.user_id, new Set([seat]));
    else own.add(seat);
  };
  const seatOf = (socket: WebSocket): Seat<Who> => {
    const before = known.get(socket);
    if (before !== undefined) return before;
    const pinged_ms = () => ctx.getWebSocketAutoResponseTimestamp(socket)?.getTime() ?? null;
    const seat: Seat<Who> = {
      who: read(socket.deserializeAttachment()),
      send(data) {
        try {
          socket.send(data);
        } catch {
          // It is going away: its close handler or the client's reconnect deals with it.
          seat.close(1011, "send failed");
        }
      },
      close(code, reason) {
        remove(seat);
        acknowledgeClose(socket, code, reason);
      },
      mark(who) {
        seat.who = who;
        socket.serializeAttachment(who);
      },
      pinged_ms,
      seen_ms: () => Math.max(seat.who.seen_ms, pinged_ms() ?? 0),
    };
    known.set(socket, seat);
    return seat;
  };
  for (const socket of ctx.getWebSockets()) if (socket.readyState === WebSocket.OPEN) add(seatOf(socket));

  const of = (userId: string) => [...(byUser.get(userId) ?? [])];
  return {
    all: () => [...open],
    of,
    count: () => open.size,
    seat: seatOf,
    admits: (userId, now_ms) => admitsSocket(of(userId), now_ms),
    take(who, protocol) {
      const { 0: client, 1: server } = new WebSocketPair();
      ctx.acceptWebSocket(server);
      server.serializeAttachment(who);
      const seat = seatOf(server);
      add(seat);
      const headers = { "sec-websocket-protocol": protocol };
      return { response: new Response(null, { status: 101, webSocket: client, headers }), seat };
    },
    end(socket, code, reason) {
      const seat = seatOf(socket);
      seat.close(code, reason);
      return seat;
    },
  };
}
