import { UserId } from "@veza/contracts/ids";
import { SeatRequest } from "@veza/worker-kit/fan-out/wire";
import type * as seats from "@veza/worker-kit/seats";
import { z } from "zod";

/** Who takes a seat in a party, as the Worker says. */
export const PartySeatRequest = SeatRequest.extend({ username: z.string(), party_id: z.string() });
export type PartySeatRequest = z.infer<typeof PartySeatRequest>;

/** What a socket carries through hibernation: who it is, as the Worker has verified, and where. */
export const Seated = z.object({
  /** Of this socket. */
  sid: z.string(),
  user_id: UserId,
  username: z.string(),
  party_id: z.string(),
  /** 0: the primary object. */
  place: z.int(),
  region: z.string(),
  /** Whether `welcome` was sent: a socket of a relay waits for it, and gets nothing before. */
  isWelcome: z.boolean(),
  /** When it last said something, to SEEN_EVERY_MS. */
  seen_ms: z.int(),
});
export type Seated = z.infer<typeof Seated>;

export type Seat = seats.Seat<Seated>;

/** What a new socket carries. In the primary object it is welcome at once. */
export const newSeated = (asked: PartySeatRequest): Seated => ({
  ...asked,
  sid: crypto.randomUUID(),
  isWelcome: asked.place === 0,
  seen_ms: Date.now(),
});
