/**
 * Exponential backoff with full jitter (Brooker, "Exponential Backoff And Jitter", AWS Architecture Blog,
 * 2015): a uniform draw from 0 to min(cap, base · 2^attempt), in milliseconds.
 * @param attempt 0 for the first retry
 * @param random a number in [0, 1)
 */
export function fullJitter(attempt: number, base_ms: number, cap_ms: number, random: number): number {
  return Math.floor(random * Math.min(cap_ms, base_ms * 2 ** Math.min(attempt, 30)));
}
