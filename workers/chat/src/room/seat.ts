import { RoomId, UserId } from "@veza/contracts/ids";
import { PresenceStatus } from "@veza/contracts/ws/chat";
import { SeatRequest } from "@veza/worker-kit/fan-out/wire";
import type * as seats from "@veza/worker-kit/seats";
import { z } from "zod";

/** Who takes a seat in a room, as the Worker says. */
export const RoomSeatRequest = SeatRequest.extend({ room_id: RoomId });
export type RoomSeatRequest = z.infer<typeof RoomSeatRequest>;

/** What a socket carries through hibernation: who it is, as the Worker has verified, and where. */
export const Seated = z.object({
  /** Of this socket. */
  sid: z.string(),
  user_id: UserId,
  room_id: RoomId,
  /** 0: the primary object. */
  place: z.int(),
  region: z.string(),
  /** Whether it has said `hello` and got its `welcome`: before that it gets nothing. */
  isWelcome: z.boolean(),
  status: PresenceStatus,
  /** When it came; its pings say what it did since. */
  seen_ms: z.int(),
});
export type Seated = z.infer<typeof Seated>;
export type Seat = seats.Seat<Seated>;
/** The open sockets of one object. */
export type Seats = Pick<seats.Seats<Seated>, "all" | "of" | "count">;

/** What a new socket carries. */
export const newSeated = (asked: RoomSeatRequest): Seated => ({
  ...asked,
  sid: crypto.randomUUID(),
  isWelcome: false,
  status: "online",
  seen_ms: Date.now(),
});
