import { expect, test } from "vitest";
import { LOCKOUT_THRESHOLD, lockoutDelay } from "./lockout.ts";

test("four bad passwords cost nothing, the fifth 30 s, then it doubles up to an hour", () => {
  const at = (count: number) => lockoutDelay(count, LOCKOUT_THRESHOLD.pair);
  expect([1, 4, 5, 6, 7].map(at)).toEqual([0, 0, 30_000, 60_000, 120_000]);
  expect(at(500)).toBe(3_600_000);
});
