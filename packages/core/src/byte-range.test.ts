import fc from "fast-check";
import { expect, test } from "vitest";
import { parseRange } from "./byte-range.ts";

test.each([
  [undefined, null],
  ["items=0-1", null],
  ["bytes=", null],
  ["bytes=-", null],
  ["bytes=5-2", null],
  ["bytes=0-1,4-5", null],
  ["bytes=0-0", { offset: 0, length: 1 }],
  ["bytes=2-5", { offset: 2, length: 4 }],
  ["bytes=2-", { offset: 2, length: 8 }],
  ["bytes=2-400", { offset: 2, length: 8 }],
  ["bytes=-3", { offset: 7, length: 3 }],
  ["bytes=-300", { offset: 0, length: 10 }],
  ["bytes=-0", "unsatisfiable"],
  ["bytes=10-", "unsatisfiable"],
  ["bytes=10-12", "unsatisfiable"],
] as const)("%s of 10 bytes", (header, expected) => {
  expect(parseRange(header, 10)).toEqual(expected);
});

test("a range never leaves the file", () => {
  fc.assert(
    fc.property(fc.nat(1e6), fc.nat(2e6), fc.nat(2e6), (size, a, b) => {
      const range = parseRange(`bytes=${a}-${b}`, size);
      if (range === null || range === "unsatisfiable") return;
      expect(range.offset).toBe(a);
      expect(range.length).toBeGreaterThan(0);
      expect(range.offset + range.length).toBeLessThanOrEqual(size);
    }),
    { seed: 20 },
  );
});
