import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Sample } from "./mp4-boxes.ts";
import { createSegmenter, SEGMENT_PLAN } from "./segmenter.ts";

const seed = { seed: 20_260_802, numRuns: 300 };

function segment(samples: Sample[], timescale: number) {
  const segmenter = createSegmenter(timescale);
  const early = samples.flatMap((sample) => segmenter.push(sample));
  return { early, all: [...early, ...segmenter.end()] };
}

function frames(count: number, duration: number, last = duration): Sample[] {
  return Array.from({ length: count }, (_, index) => ({
    duration: index === count - 1 ? last : duration,
    data: Uint8Array.of(index & 255),
  }));
}

describe("the segmenter", () => {
  test("for any track: nothing lost, no hole, none too long, no sliver at the end", () => {
    const track = fc.record({
      rate: fc.constantFrom(8000, 22_050, 44_100, 48_000, 96_000),
      frame: fc.constantFrom(1024, 4096, 4608),
      count: fc.integer({ min: 1, max: 3000 }),
      last: fc.integer({ min: 1, max: 1024 }),
    });
    fc.assert(
      fc.property(track, ({ rate, frame, count, last }) => {
        const samples = frames(count, frame, last);
        const { all } = segment(samples, rate);
        expect(all.flatMap((one) => one.samples)).toEqual(samples);
        let position = 0;
        all.forEach((one, index) => {
          expect(one.number).toBe(index);
          expect(one.start).toBe(position);
          expect(one.duration).toBe(one.samples.reduce((sum, sample) => sum + sample.duration, 0));
          expect(one.duration).toBeLessThanOrEqual(SEGMENT_PLAN.target * rate);
          position += one.duration;
        });
        const end = all.at(-1)!;
        if (all.length > 1) expect(end.duration).toBeGreaterThanOrEqual(SEGMENT_PLAN.shortest * rate - frame);
      }),
      seed,
    );
  });

  test("the first segment is short and the others are not", () => {
    const { all } = segment(frames(2000, 1024), 44_100);
    const seconds = all.map((one) => one.duration / 44_100);
    expect(seconds[0]).toBeCloseTo(1.997, 3);
    expect(seconds.slice(1, -2).every((length) => length > 5.97 && length <= 6)).toBe(true);
  });

  test("segments come out while the track still runs, one behind", () => {
    const segmenter = createSegmenter(1000, { first: 1, target: 2, shortest: 1 });
    const tick = { duration: 500, data: new Uint8Array() };
    const counts = Array.from({ length: 12 }, () => segmenter.push(tick).length);
    expect(counts).toEqual([0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 1, 0]);
    expect(segmenter.end().map((one) => one.duration)).toEqual([2000, 1000]);
  });

  test("a sliver is shared out: merged where the sum is short enough, halved where not", () => {
    const plan = { first: 2, target: 6, shortest: 3 };
    const lengths = (seconds: number) => {
      const segmenter = createSegmenter(10, plan);
      const early = Array.from({ length: seconds * 10 }, () =>
        segmenter.push({ duration: 1, data: new Uint8Array() }),
      );
      return [...early.flat(), ...segmenter.end()].map((one) => one.duration / 10);
    };
    expect(lengths(2.5)).toEqual([2.5]);
    expect(lengths(8.1)).toEqual([2, 3, 3.1]);
    expect(lengths(14.4)).toEqual([2, 6, 3.2, 3.2]);
    expect(lengths(11)).toEqual([2, 6, 3]);
  });

  test("rungs of equal frame lengths are cut at equal places", () => {
    const a = segment(frames(4321, 1024, 77), 48_000).all.map((one) => one.start);
    const b = segment(
      frames(4321, 1024, 77).map((sample) => ({ ...sample, data: new Uint8Array(99) })),
      48_000,
    ).all.map((one) => one.start);
    expect(a).toEqual(b);
  });

  test("an empty track has no segments", () => {
    expect(createSegmenter(44_100).end()).toEqual([]);
  });
});
