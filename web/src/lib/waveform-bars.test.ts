import fc from "fast-check";
import { expect, test } from "vitest";
import { barsOf, layoutOf, secondsAt, seekByKey } from "./waveform-bars.ts";

test("loud music is no brick: the peak is full, the RMS shows what it does", () => {
  const loud = { length: 2, data: [-128, 127, -128, 127], peak: [0, -10], rms: [-800, -2000] };
  const [chorus, verse] = barsOf(loud, 2);
  expect(chorus!.peak).toBe(1);
  expect(verse!.peak).toBeGreaterThan(0.99);
  expect(chorus!.rms - verse!.rms).toBeGreaterThan(0.3);
});

test("a quiet track fills the height too, and 12 dB less is seen as less", () => {
  const bars = barsOf({ length: 2, data: [0, 1, 0, 0], peak: [-4000, -5200], rms: [-5000, -6200] }, 2);
  expect(bars[0]!.peak).toBe(1);
  expect(bars[1]!.peak).toBeCloseTo((24 / 36) ** 1.5, 5);
  expect(bars[1]!.rms).toBeLessThan(bars[0]!.rms);
});

test("a file from before has peaks only", () => {
  const bars = barsOf({ length: 4, data: [-10, 20, -40, 5, 0, 0, -20, 80] }, 2);
  expect(bars[1]).toEqual({ peak: 1, rms: 1 });
  expect(bars[0]!.peak).toBeCloseTo((1 - (20 * Math.log10(2)) / 36) ** 1.5, 5);
});

test("more bars than pairs repeat pairs; silence stays flat; nothing stays nothing", () => {
  const heights = barsOf({ length: 2, data: [-10, 10, -20, 20] }, 4).map((bar) => bar.peak);
  expect(heights[0]).toBe(heights[1]);
  expect(heights.slice(2)).toEqual([1, 1]);
  const none = { peak: 0, rms: 0 };
  expect(barsOf({ length: 1, data: [0, 0] }, 3)).toEqual([none, none, none]);
  expect(barsOf({ length: 1, data: [0, 0], peak: [-9600], rms: [-9600] }, 1)).toEqual([none]);
  expect(barsOf({ length: 0, data: [] }, 3)).toEqual([]);
});

test("no bar is outside 0–1, no RMS above its peak, and their number is what was asked for", () => {
  const pairs = fc
    .array(fc.integer({ min: -128, max: 127 }), { minLength: 2, maxLength: 400 })
    .filter((it) => it.length % 2 === 0);
  const rms = fc.array(fc.integer({ min: -9600, max: 0 }), { minLength: 200, maxLength: 200 });
  fc.assert(
    fc.property(pairs, rms, fc.integer({ min: 1, max: 300 }), (data, powers, count) => {
      const bars = barsOf({ data, length: data.length / 2, rms: powers }, count);
      expect(bars).toHaveLength(count);
      expect(bars.every(({ peak, rms: power }) => power >= 0 && power <= peak && peak <= 1)).toBe(true);
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
