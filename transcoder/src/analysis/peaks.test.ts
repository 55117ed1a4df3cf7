import { Waveform } from "@veza/contracts/media";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createPeaks } from "./peaks.ts";

function pcm(samples: number[]): Uint8Array {
  return new Uint8Array(Float32Array.from(samples).buffer);
}

describe("peaks", () => {
  test("are the same however the stream is cut", () => {
    const samples = fc.array(fc.float({ min: -1, max: 1, noNaN: true }), { minLength: 2, maxLength: 3000 });
    fc.assert(
      fc.property(samples, fc.array(fc.integer({ min: 1, max: 33 }), { minLength: 1 }), (given, cuts) => {
        const frames = given.slice(0, given.length & ~1);
        const bytes = pcm(frames);
        const whole = createPeaks(2);
        whole.push(bytes);
        const cut = createPeaks(2);
        for (let at = 0, index = 0; at < bytes.length; index += 1) {
          const length = cuts[index % cuts.length]! * 8;
          cut.push(bytes.subarray(at, at + length));
          at += length;
        }
        expect(cut.frames()).toBe(frames.length / 2);
        expect(cut.loudest()).toBe(Math.max(...frames.map(Math.abs)));
        expect(cut.finish(44_100, 50)).toEqual(whole.finish(44_100, 50));
      }),
      { seed: 20_260_805, numRuns: 60 },
    );
  });

  test("hold the smallest and largest sample of their stretch", () => {
    const peaks = createPeaks(1);
    peaks.push(pcm([...Array<number>(16).fill(256 / 32_768), ...Array<number>(15).fill(0), -1]));
    expect(peaks.finish(8000, 10)).toMatchObject({ samples_per_pixel: 16, length: 2, data: [1, 1, -128, 0] });
  });

  test("tell a loud stretch from a brick: peak and RMS of each, in 1/100 dB of full scale", () => {
    const peaks = createPeaks(1);
    peaks.push(
      pcm([...Array<number>(16).fill(0.5), ...Array<number>(15).fill(0), 1, ...Array<number>(8).fill(0)]),
    );
    expect(peaks.finish(8000, 10)).toMatchObject({ peak: [-602, 0, -9600], rms: [-602, -1204, -9600] });
  });

  test("of a decoder's garbage are numbers", () => {
    const peaks = createPeaks(1);
    peaks.push(pcm([Number.NaN, 2, Number.NaN]));
    expect(Waveform.parse(peaks.finish(8000, 10))).toMatchObject({ data: [0, 127], peak: [0] });
  });

  test.each([1, 60, 240, 3600])("of %i s are about 1,800 points at most, and cover the track", (seconds) => {
    const rate = 8000;
    const peaks = createPeaks(1);
    const second = pcm(Array.from({ length: rate }, (_, index) => (index % 1000) / 32_768));
    for (let at = 0; at < seconds; at += 1) peaks.push(second);
    const waveform = Waveform.parse(peaks.finish(rate, 1800));
    expect(waveform.length).toBeLessThanOrEqual(1800);
    expect(waveform.data).toHaveLength(waveform.length * 2);
    const covered = waveform.length * waveform.samples_per_pixel;
    expect(covered).toBeGreaterThanOrEqual(seconds * rate);
    expect(covered - waveform.samples_per_pixel).toBeLessThan(seconds * rate);
    if (seconds >= 60) expect(waveform.length).toBeGreaterThan(1600);
  });

  test("of nothing are nothing", () => {
    const peaks = createPeaks(2);
    expect([peaks.frames(), peaks.loudest()]).toEqual([0, 0]);
    expect(peaks.finish(44_100, 1800).length).toBe(0);
  });
});
