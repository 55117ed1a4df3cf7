import { type Bucket, type BucketSize, take } from "@veza/core/token-bucket";
import type { MessageStore } from "./messages.ts";

/** Messages of one user in one room: 30 a minute, five at once. */
export const MESSAGE_PACE: BucketSize = { rate: 0.5, burst: 5 };
const MAX_REMEMBERED = 5_000;

/** Both say how many milliseconds a user must wait; 0 when a message may go. */
export interface Pace {
  /** Takes one message of the pace. */
  take(userId: string, now: number): number;
  /** Only looks. */
  wait(userId: string, now: number): number;
}

/**
 * How fast everybody writes. What was sent before this object was loaded counts: the messages themselves say
 * it.
 */
export function createPace(messages: Pick<MessageStore, "countSince">): Pace {
  const paces = new Map<string, Bucket>();
  const next = (userId: string, now: number) => {
    let bucket = paces.get(userId);
    if (bucket === undefined) {
      const recent = messages.countSince(userId, now - (MESSAGE_PACE.burst / MESSAGE_PACE.rate) * 1000);
      bucket = { tokens: Math.max(0, MESSAGE_PACE.burst - recent), at_ms: now };
    }
    return take(bucket, MESSAGE_PACE, now);
  };
  return {
    take(userId, now) {
      const { bucket, isTaken, wait_ms } = next(userId, now);
      if (paces.size > MAX_REMEMBERED) paces.clear();
      paces.set(userId, bucket);
      return isTaken ? 0 : wait_ms;
    },
    wait(userId, now) {
      const { isTaken, wait_ms } = next(userId, now);
      return isTaken ? 0 : wait_ms;
    },
  };
}
