import type { QualityPoint } from "@veza/contracts/http/admin";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { isQuiet, renditionsOf, runsOf, scaleFor, stacked, stallsPerHour, totalsOf } from "./quality-math.ts";

const point = (change: Partial<QualityPoint> = {}): QualityPoint => ({
  at: "2026-11-22T10:00:00Z",
  sessions: 0,
  sent_seconds: {},
  switches: 0,
  stalls: 0,
  stall_ms: 0,
  start_p50_ms: null,
  start_p95_ms: null,
  plays: 0,
  ...change,
});

test("stalls are counted on the audio that was sent, over all renditions; without audio there is no figure", () => {
  expect(stallsPerHour(point({ stalls: 2, sent_seconds: { aac_64: 1200, flac: 600 } }))).toBe(4);
  expect(stallsPerHour(point({ stalls: 3 }))).toBeNull();
});

test("a whole time is weighed by audio, not by slices", () => {
  const points = [
    point({ stalls: 1, sent_seconds: { a: 3600 }, sessions: 2, plays: 5, switches: 1 }),
    point({ stalls: 9, sent_seconds: { a: 3600 * 9 }, sessions: 3 }),
  ];
  expect(totalsOf(points)).toEqual({ sessions: 5, plays: 5, switches: 1, hours: 10, stallsPerHour: 1 });
  expect(totalsOf([]).stallsPerHour).toBeNull();
});

test("a quiet time is told from one in which anything happened", () => {
  expect(isQuiet([])).toBe(true);
  expect(isQuiet([point(), point()])).toBe(true);
  for (const change of [{ plays: 1 }, { sessions: 1 }, { sent_seconds: { a: 1 } }, { start_p50_ms: 5 }])
    expect(isQuiet([point(), point(change)])).toBe(false);
});

test("renditions stand from small to large, what is unknown last", () => {
  const points = [
    point({ sent_seconds: { flac: 1, aac_256: 1, other: 1 } }),
    point({ sent_seconds: { aac_64: 1 } }),
  ];
  expect(renditionsOf(points)).toEqual(["aac_64", "aac_256", "flac", "other"]);
});

test("blocks stand on each other without a hole", () => {
  expect(stacked({ b: 2, a: 1, c: 0 }, ["a", "c", "b"])).toEqual([
    { name: "a", from: 0, to: 1 },
    { name: "b", from: 1, to: 3 },
  ]);
});

test("a line is broken where nothing was measured", () => {
  expect(runsOf([null, 1, 2, null, null, 3])).toEqual([
    [
      [1, 1],
      [2, 2],
    ],
    [[5, 3]],
  ]);
  expect(runsOf([null])).toEqual([]);
});

describe("scales", () => {
  test.each([
    [0, [0, 0.2, 0.4, 0.6, 0.8, 1]],
    [7, [0, 2, 4, 6, 8]],
    [100, [0, 20, 40, 60, 80, 100]],
    [0.3, [0, 0.1, 0.2, 0.3]],
    [1234, [0, 500, 1000, 1500]],
  ])("up to %f", (highest, ticks) => {
    expect(scaleFor(highest).ticks).toEqual(ticks);
  });

  test("counts have whole marks", () => {
    expect(scaleFor(2, { isWhole: true }).ticks).toEqual([0, 1, 2]);
    expect(scaleFor(0, { isWhole: true }).ticks).toEqual([0, 1]);
  });

  test("every value fits, with two to seven marks", () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-6, max: 1e9, noNaN: true }), (highest) => {
        const { max, ticks } = scaleFor(highest);
        expect(max).toBeGreaterThanOrEqual(highest * (1 - 1e-9));
        expect(ticks.length).toBeGreaterThanOrEqual(2);
        expect(ticks.length).toBeLessThanOrEqual(7);
      }),
      { seed: 3 },
    );
  });
});
