import { RoomId, UserId } from "@veza/contracts/ids";
import { PresenceStatus } from "@veza/contracts/ws/chat";
import type * as seating from "@veza/worker-kit/seating";
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
export type Seat = seating.Seat<Seated>;
/** The open sockets of one object. */
export type Seats = Pick<seating.Seating<Seated>, "all" | "of" | "count">;

/** What a new socket carries. */
export const newSeated = (asked: Pick<Seated, "user_id" | "room_id" | "place" | "region">): Seated => ({
  ...asked,
  sid: crypto.randomUUID(),
  isWelcome: false,
  status: "online",
  since_ms: Date.now(),
});
