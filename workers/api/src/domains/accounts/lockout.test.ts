import { expect, test } from "vitest";
import { ipPrefix, LOCKOUT_THRESHOLD, lockoutDelay } from "./lockout.ts";

test("four bad passwords cost nothing, the fifth 30 s, then it doubles up to an hour", () => {
  const at = (count: number) => lockoutDelay(count, LOCKOUT_THRESHOLD.account);
  expect([1, 4, 5, 6, 7].map(at)).toEqual([0, 0, 30_000, 60_000, 120_000]);
  expect(at(500)).toBe(3_600_000);
});

test.each([
  ["203.0.113.77", "203.0.113.0/24"],
  ["2001:db8:85a3::8a2e:370:7334", "2001:db8:85a3::/48"],
  ["local", "unknown"],
])("%s is kept as %s", (address, prefix) => expect(ipPrefix(address)).toBe(prefix));
