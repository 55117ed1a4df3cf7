/**
 * Upper bounds of the buckets that starts are counted in, in milliseconds. Stored rows name a bucket by its
 * number: append only, never change.
 */
export const START_BOUNDS_MS = [
  25, 50, 75, 100, 150, 200, 300, 400, 500, 750, 1000, 1500, 2000, 3000, 5000, 7500, 10_000, 20_000, 60_000,
  600_000,
] as const;

/** The bucket of a time: the first whose bound is not below it; the last one for whatever is beyond. */
export function bucketOf(ms: number): number {
  const found = START_BOUNDS_MS.findIndex((bound) => ms <= bound);
  return found === -1 ? START_BOUNDS_MS.length - 1 : found;
}

/**
 * Estimates a quantile from counts of buckets, linearly between the bounds of the bucket that it falls into
 * (as Prometheus' histogram_quantile does). The error is at most the width of that bucket.
 * @param counts by number of the bucket
 * @param q 0–1
 * @returns milliseconds, null without a single count
 */
export function quantile(counts: ReadonlyMap<number, number>, q: number): number | null {
  const total = [...counts.values()].reduce((sum, count) => sum + count, 0);
  if (total === 0) return null;
  const wanted = q * total;
  let below = 0;
  let lower = 0;
  for (const [bucket, upper] of START_BOUNDS_MS.entries()) {
    const count = counts.get(bucket) ?? 0;
    if (count > 0 && below + count >= wanted)
      return Math.round(lower + (upper - lower) * Math.max(0, (wanted - below) / count));
    below += count;
    lower = upper;
  }
  return lower;
}
