import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  bufferedUntil,
  endOf,
  mediaTime,
  nextBuffered,
  placement,
  type Ranges,
  spanAt,
  validLength,
} from "./timeline.ts";

const ranges = (...pairs: [number, number][]): Ranges => ({
  length: pairs.length,
  start: (index) => pairs[index]![0],
  end: (index) => pairs[index]![1],
});
const aac = { sample_rate: 44_100, priming_samples: 1024, valid_samples: 44_100 * 10 };

describe("tracks on one timeline", () => {
  test("the first valid sample lands on the start, priming before it is cut", () => {
    const { offset, from, to } = placement({ start: 5, length: validLength(aac) }, aac);
    expect(offset + 1024 / 44_100).toBeCloseTo(5, 9);
    expect([from, to]).toEqual([5, 15]);
  });

  test("a track without encoder delay is placed as it is", () => {
    expect(
      placement({ start: 3, length: 2 }, { sample_rate: 48_000, priming_samples: 0, valid_samples: 96_000 }),
    ).toEqual({ offset: 3, from: 3, to: 5 });
  });

  test("timeline and rendition clock agree in both directions", () => {
    fc.assert(
      fc.property(fc.nat(5000), fc.nat(9000), fc.constantFrom(44_100, 48_000, 96_000), (start, at, rate) => {
        const valid = { sample_rate: rate, priming_samples: 2112, valid_samples: rate * 100 };
        const span = { start, length: validLength(valid) };
        const time = start + at / 100;
        expect(mediaTime(span, valid, time) + placement(span, valid).offset).toBeCloseTo(time, 6);
      }),
      { seed: 1 },
    );
  });

  test("twenty tracks in a row leave no hole and no overlap larger than a sample", () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 30_000_000 }), { minLength: 2, maxLength: 20 }),
        (lengths) => {
          let start = 0;
          let samples = 0;
          for (const valid_samples of lengths) {
            const span = { start, length: validLength({ ...aac, valid_samples }) };
            expect(Math.abs(span.start - samples / 44_100)).toBeLessThan(1 / 44_100 / 10);
            samples += valid_samples;
            start = endOf(span);
          }
        },
      ),
      { seed: 2 },
    );
  });

  test("the border belongs to the following track, an instant before it to the one before", () => {
    const spans = [
      { start: 0, length: 10 },
      { start: 10, length: 5 },
    ];
    expect(spanAt(spans, 9.99)).toBe(spans[0]);
    expect(spanAt(spans, 10)).toBe(spans[1]);
    expect(spanAt([], 3)).toBeNull();
  });
});

describe("what is buffered", () => {
  test("runs on over ranges that touch", () =>
    expect(bufferedUntil(ranges([0, 6], [6.001, 12]), 2)).toBe(12));
  test("ends at a hole", () => expect(bufferedUntil(ranges([0, 6], [7, 12]), 2)).toBe(6));
  test("is nothing where nothing is", () => expect(bufferedUntil(ranges([0, 6]), 8)).toBe(8));
  test("a hole of some milliseconds can be jumped over", () => {
    expect(nextBuffered(ranges([0, 6], [6.08, 12]), 6.01, 0.3)).toBe(6.08);
    expect(nextBuffered(ranges([0, 6], [9, 12]), 6.01, 0.3)).toBeNull();
    expect(nextBuffered(ranges([0, 6]), 3, 0.3)).toBeNull();
  });
});
