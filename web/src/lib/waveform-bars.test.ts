import fc from "fast-check";
import { expect, test } from "vitest";
import { barsOf, layoutOf, secondsAt, seekByKey } from "./waveform-bars.ts";

test("each bar is as high as the loudest of its share, relative to the loudest of all", () => {
  expect(barsOf({ length: 4, data: [-10, 20, -40, 5, 0, 0, -20, 80] }, 2)).toEqual([0.5, 1]);
});

test("more bars than pairs repeat pairs; silence stays flat; nothing stays nothing", () => {
  expect(barsOf({ length: 2, data: [-10, 10, -20, 20] }, 4)).toEqual([0.5, 0.5, 1, 1]);
  expect(barsOf({ length: 1, data: [0, 0] }, 3)).toEqual([0, 0, 0]);
  expect(barsOf({ length: 0, data: [] }, 3)).toEqual([]);
});

test("no bar is outside 0–1 and their number is what was asked for", () => {
  const pairs = fc
    .array(fc.integer({ min: -128, max: 127 }), { minLength: 2, maxLength: 400 })
    .filter((it) => it.length % 2 === 0);
  fc.assert(
    fc.property(pairs, fc.integer({ min: 1, max: 300 }), (data, count) => {
      const bars = barsOf({ data, length: data.length / 2 }, count);
      expect(bars).toHaveLength(count);
      expect(bars.every((height) => height >= 0 && height <= 1)).toBe(true);
    }),
    { seed: 5 },
  );
});

test("bars fill the width", () => {
  const { count, step } = layoutOf(100, 3, 2);
  expect(count).toBe(20);
  expect(step * (count - 1) + 3).toBeCloseTo(100, 0);
  expect(layoutOf(0, 3, 2).count).toBe(0);
});

test("a place is a time, inside the track", () => {
  expect([
    secondsAt(50, 100, 60),
    secondsAt(-5, 100, 60),
    secondsAt(500, 100, 60),
    secondsAt(1, 0, 60),
  ]).toEqual([30, 0, 60, 0]);
});

test("keys of a slider", () => {
  expect(seekByKey("ArrowRight", 10, 60)).toBe(15);
  expect(seekByKey("ArrowLeft", 2, 60)).toBe(0);
  expect(seekByKey("PageUp", 50, 60)).toBe(60);
  expect(seekByKey("Home", 50, 60)).toBe(0);
  expect(seekByKey("End", 0, 60)).toBe(59);
  expect(seekByKey("a", 0, 60)).toBeNull();
});
