import { expect, test } from "vitest";
import { bucketOf, quantile, START_BOUNDS_MS } from "./histogram.ts";

const counted = (times: number[]) => {
  const counts = new Map<number, number>();
  for (const ms of times) counts.set(bucketOf(ms), (counts.get(bucketOf(ms)) ?? 0) + 1);
  return counts;
};

test("a time falls into the first bucket whose bound is not below it", () => {
  expect([0, 25, 25.1, 600_000, 10_000_000].map(bucketOf)).toEqual([
    0,
    0,
    1,
    START_BOUNDS_MS.length - 1,
    START_BOUNDS_MS.length - 1,
  ]);
});

test("without a start there is no quantile", () => {
  expect(quantile(new Map(), 0.5)).toBeNull();
});

test("interpolates inside the bucket", () => {
  // Ten starts between 200 and 300: the median is half way, p95 near the upper bound.
  expect(quantile(counted(Array(10).fill(250)), 0.5)).toBe(250);
  expect(quantile(counted(Array(10).fill(250)), 0.95)).toBe(295);
});

test("is never further from the truth than the width of its bucket, over random samples", () => {
  let seed = 7;
  const random = () => {
    seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31;
    return seed / 2 ** 31;
  };
  for (let round = 0; round < 200; round++) {
    const times = Array.from({ length: 1 + Math.floor(random() * 300) }, () => 20_000 * random() ** 3).sort(
      (a, b) => a - b,
    );
    for (const q of [0.5, 0.95]) {
      const truth = times[Math.ceil(q * times.length) - 1] ?? 0;
      const bucket = bucketOf(truth);
      const width = (START_BOUNDS_MS[bucket] ?? 0) - (START_BOUNDS_MS[bucket - 1] ?? 0);
      expect(Math.abs((quantile(counted(times), q) ?? -1) - truth)).toBeLessThanOrEqual(width + 1);
    }
  }
});
