import { UserId } from "@veza/contracts/ids";

/** Plays are kept this long to hold later events against: longer than a queue keeps a message (4 days). */
export const PLAY_KEPT_MS = 7 * 86_400_000;
/** What is left this close to the end was heard to the end. */
export const END_MS = 5000;
/** The same, as a share of the track. */
export const END_SHARE = 0.97;
/** Left before this there is nothing to go on with. */
export const BEGINNING_MS = 5000;
/** What was left longer ago than this is not offered to go on with. */
export const UNFINISHED_FOR_MS = 60 * 86_400_000;

/** Who listened, by the form of the name: an account, somebody without one, or nobody that we know of. */
export function listenerKind(listener: string): "user" | "guest" | "unknown" {
  if (UserId.safeParse(listener).success) return "user";
  return /^guest_[\w-]+$/.test(listener) ? "guest" : "unknown";
}

/** Where to go on with a track that was left at `position_ms`; null when it was heard to its end. */
export function resumePosition(position_ms: number, duration_ms: number): number | null {
  const end = Math.min(duration_ms - END_MS, duration_ms * END_SHARE);
  return position_ms >= end ? null : position_ms;
}

/** The instant of an event, never in the future: the clock of the sender may go fast. */
export function instantOf(occurred_at: string, now: Date): Date {
  return new Date(Math.min(Date.parse(occurred_at), now.getTime()));
}

/**
 * Whether a play can still be held against the ones around it. One that comes later than that is not counted.
 */
export const canBeCounted = (at: Date, now: Date): boolean => now.getTime() - at.getTime() < PLAY_KEPT_MS;
