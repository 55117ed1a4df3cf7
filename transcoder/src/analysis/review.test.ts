import { expect, test } from "vitest";
import { reviewOf } from "./review.ts";

test.each([
  ["a FLAC that promises 203 s and holds 0.4", 0.418, 202.8, 3, "shorter"],
  ["a tenth is missing at the end", 8.986, 10, 0, "shorter"],
  ["one lost frame in the middle of a promise that is nearly reached", 9.977, 10, 1, "errors"],
  ["lost packets of a stream that promises nothing", 16, null, 2, "errors"],
  ["all is there; the decoder met a tag behind the end", 10, 10, 3, null],
  ["a tag behind the end of a stream that promises nothing", 16, null, 1, null],
  ["more than was promised", 12, 10, 0, null],
  ["rounding of a container", 4.998, 5.003, 0, null],
])("%s", (_, seconds, promised, lost, reason) => {
  expect(reviewOf(seconds, promised, lost)?.reason ?? null).toBe(reason);
});

test("both lengths are told", () =>
  expect(reviewOf(6, 60, 0)).toEqual({ reason: "shorter", readable_ms: 6000, promised_ms: 60_000 }));
