import { UserId } from "@veza/contracts/ids";
import type * as seating from "@veza/worker-kit/seating";
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

export type Seat = seating.Seat<Seated>;

/** What a new socket carries. In the head it is welcome at once. */
export const newSeated = (asked: Omit<Seated, "sid" | "isWelcome" | "seen_ms">): Seated => ({
  ...asked,
  sid: crypto.randomUUID(),
  isWelcome: asked.place === 0,
  seen_ms: Date.now(),
});
