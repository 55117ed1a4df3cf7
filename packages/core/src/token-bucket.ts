/**
 * A token bucket: `rate` a second, `burst` at once. Whole milliseconds of any clock that does not go back.
 */
export interface Bucket {
  tokens: number;
  at_ms: number;
}
export interface BucketSize {
  rate: number;
  burst: number;
}

/**
 * Takes one token. A clock that goes back gives nothing and takes nothing.
 * @returns the bucket afterwards, whether there was one, and in how many milliseconds there will be one
 */
export function take(
  bucket: Bucket | undefined,
  size: BucketSize,
  now: number,
): { bucket: Bucket; isTaken: boolean; wait_ms: number } {
  const before = bucket ?? { tokens: size.burst, at_ms: now };
  const filled = Math.min(size.burst, before.tokens + (Math.max(0, now - before.at_ms) * size.rate) / 1000);
  const isTaken = filled >= 1;
  const wait_ms = isTaken ? 0 : Math.ceil(((1 - filled) * 1000) / size.rate);
  return { bucket: { tokens: isTaken ? filled - 1 : filled, at_ms: now }, isTaken, wait_ms };
}
