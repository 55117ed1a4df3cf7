import { acknowledgeClose } from "./socket.ts";

/** One socket of a room's object, without the platform. Sending to one that is gone ends this one and no other. */
export interface Seat<Who> {
  who: Who;
  send(text: string): void;
  close(code: number, reason: string): void;
  /** Changes what the socket carries through hibernation. */
  mark(who: Who): void;
  /** When it last sent the ping that the platform answers; null where it has sent none. */
  pinged_ms(): number | null;
}

export interface Seating<Who> {
  /** All that are open. */
  all(): Seat<Who>[];
  /** A user's own. */
  of(userId: string): Seat<Who>[];
  count(): number;
  /** The seat of a socket that the platform names. */
  seat(socket: WebSocket): Seat<Who>;
  /** Accepts a new socket, which sleeps with its object. */
  take(who: Who, protocol: string): { response: Response; seat: Seat<Who> };
  /** A socket has ended: completes its close. */
  end(socket: WebSocket, code: number, reason: string): Seat<Who>;
}

/**
 * The sockets of an object that hibernates. What they carry is parsed once a life of the object, and who sits where is kept beside it, so
 * that no frame has the platform's whole list asked for, filtered and looked through.
 * @param read parses what a socket carries
 */
export function createSeating<Who extends { user_id: string }>(
  ctx: DurableObjectState,
  read: (attachment: unknown) => Who,
): Seating<Who> {
  const known = new WeakMap<WebSocket, Seat<Who>>();
  const open = new Set<Seat<Who>>();
  const byUser = new Map<string, Set<Seat<Who>>>();

  const rise = (seat: Seat<Who>) => {
    open.delete(seat);
    const own = byUser.get(seat.who.user_id);
    own?.delete(seat);
    if (own?.size === 0) byUser.delete(seat.who.user_id);
  };
  const sit = (seat: Seat<Who>) => {
    open.add(seat);
    const own = byUser.get(seat.who.user_id);
    if (own === undefined) byUser.set(seat.who.user_id, new Set([seat]));
    else own.add(seat);
  };
  const seatOf = (socket: WebSocket): Seat<Who> => {
    const before = known.get(socket);
    if (before !== undefined) return before;
    const seat: Seat<Who> = {
      who: read(socket.deserializeAttachment()),
      send(text) {
        try {
          socket.send(text);
        } catch {
          // It is going away: its close handler or the client's reconnect deals with it.
          seat.close(1011, "send failed");
        }
      },
      close(code, reason) {
        rise(seat);
        acknowledgeClose(socket, code, reason);
      },
      mark(who) {
        seat.who = who;
        socket.serializeAttachment(who);
      },
      pinged_ms: () => ctx.getWebSocketAutoResponseTimestamp(socket)?.getTime() ?? null,
    };
    known.set(socket, seat);
    return seat;
  };
  for (const socket of ctx.getWebSockets()) if (socket.readyState === WebSocket.OPEN) sit(seatOf(socket));

  return {
    all: () => [...open],
    of: (userId) => [...(byUser.get(userId) ?? [])],
    count: () => open.size,
    seat: seatOf,
    take(who, protocol) {
      const { 0: client, 1: server } = new WebSocketPair();
      ctx.acceptWebSocket(server);
      server.serializeAttachment(who);
      const seat = seatOf(server);
      sit(seat);
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
