/**
 * When a socket comes back: exponential backoff with full jitter (a random share of a growing limit), so that
 * many pages that lost the same server do not return at the same moment. As in "Exponential Backoff And
 * Jitter", AWS Architecture Blog, 2015: of its variants the one with the fewest calls.
 */
export const FIRST_LIMIT_MS = 1_000;
export const LAST_LIMIT_MS = 30_000;
/** A hidden page is in no hurry. */
export const HIDDEN_FACTOR = 4;

/** Milliseconds to wait before attempt number `attempt` (from 0). `random` is in [0, 1). */
export function delayBefore(attempt: number, isHidden: boolean, random: number): number {
  const limit = Math.min(LAST_LIMIT_MS, FIRST_LIMIT_MS * 2 ** Math.min(attempt, 10));
  return Math.round(random * limit * (isHidden ? HIDDEN_FACTOR : 1));
}
