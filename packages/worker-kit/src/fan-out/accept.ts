import type { CloseReason } from "@veza/contracts/ws/close";
import type { Seat, Seated, Seats } from "../seats.ts";
import { refuseSocket } from "../socket.ts";
import type { Placement } from "./placement.ts";
import { relayAnswer, type SeatRequest } from "./wire.ts";

/** What an object of a fan-out says to a socket that comes. */
export interface AcceptPorts<Who extends Seated> {
  seats: Seats<Who>;
  protocol: string;
  now(): number;
  /** Why the primary object refuses a user; null when it does not. Not asked in a relay. */
  refuses(): CloseReason | null;
  /** Where the primary object sends the next socket. */
  place(region: string): Placement;
  /** What the socket carries. */
  who(): Who;
}

/**
 * The first thing that happens to a socket in an object of a fan-out: refused, sent on to a relay (421), or
 * seated.
 * @returns the seat, null where none was given
 */
export function acceptSeat<Who extends Seated>(
  asked: SeatRequest,
  ports: AcceptPorts<Who>,
): { response: Response; seat: Seat<Who> | null } {
  const { seats, protocol } = ports;
  const refused = (reason: CloseReason) => ({ response: refuseSocket(reason, protocol), seat: null });
  if (asked.place === 0) {
    const refusal = ports.refuses();
    if (refusal !== null) return refused(refusal);
    const found = ports.place(asked.region);
    if (found.place === "full") return refused("overloaded");
    if (found.place === "relay") return { response: relayAnswer(found.n, found.region), seat: null };
  }
  if (!seats.admits(asked.user_id, ports.now())) return refused("too_many_sockets");
  return seats.take(ports.who(), protocol);
}
