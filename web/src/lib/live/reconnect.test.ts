import fc from "fast-check";
import { expect, test } from "vitest";
import { delayBefore, HIDDEN_FACTOR, LAST_LIMIT_MS } from "./reconnect.ts";

test("the limit doubles up to its end; the wait is a random share of it", () => {
  expect([0, 1, 2, 10, 50].map((attempt) => delayBefore(attempt, false, 0.5))).toEqual([
    500, 1000, 2000, 15_000, 15_000,
  ]);
  expect(delayBefore(3, false, 0)).toBe(0);
});

test("never longer than the last limit, four times that while hidden", () => {
  fc.assert(
    fc.property(
      fc.nat(1000),
      fc.boolean(),
      fc.double({ min: 0, max: 0.999999, noNaN: true }),
      (attempt, isHidden, random) => {
        expect(delayBefore(attempt, isHidden, random)).toBeLessThanOrEqual(
          LAST_LIMIT_MS * (isHidden ? HIDDEN_FACTOR : 1),
        );
      },
    ),
    { seed: 4 },
  );
});
