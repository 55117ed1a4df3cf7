import { expect, test } from "vitest";
import { retryDelay } from "./retry-plan.ts";

test("a busy transcoder is asked again soon, one that is away ever more rarely", () => {
  expect([1, 5, 50].map((n) => retryDelay("busy", n))).toEqual([3, 7, 15]);
  expect([1, 2, 4, 50].map((n) => retryDelay("unavailable", n))).toEqual([3, 6, 24, 120]);
  expect([1, 3, 50].map((n) => retryDelay("lost", n))).toEqual([2, 8, 120]);
});

test("a hundred retries outlast an outage of three hours", () => {
  const total = Array.from({ length: 100 }, (_, i) => retryDelay("unavailable", i + 1)).reduce(
    (sum, delay) => sum + delay,
    0,
  );
  expect(total).toBeGreaterThan(3 * 3600);
});
