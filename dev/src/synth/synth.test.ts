import { inflateSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { TRACKS } from "../seed/catalogue.ts";
import { renderCover } from "./artwork/render-cover.ts";
import { delay } from "./effects/delay.ts";
import { integratedLoudness } from "./effects/loudness.ts";
import { master } from "./effects/master.ts";
import { reverb } from "./effects/reverb.ts";
import { PIECES } from "./pieces.ts";
import { createRandom } from "./random.ts";
import { filter } from "./sound/filter.ts";
import { pluck } from "./sound/instruments.ts";
import { addOscillator, sine } from "./sound/oscillators.ts";
import { frequency, note } from "./theory.ts";
import { encodeWav, SAMPLE_RATE } from "./wav.ts";

const tone = (hz: number, seconds: number, level = 1): Float32Array =>
  Float32Array.from(
    { length: Math.round(seconds * SAMPLE_RATE) },
    (_, i) => level * Math.sin((2 * Math.PI * hz * i) / SAMPLE_RATE),
  );
const rms = (sound: Float32Array): number =>
  Math.sqrt(sound.reduce((sum, x) => sum + x * x, 0) / sound.length);
/** How much of `hz` is in a sound (Goertzel's way, written out). */
function amplitude(sound: Float32Array, hz: number): number {
  let [re, im] = [0, 0];
  sound.forEach((x, i) => {
    re += x * Math.cos((2 * Math.PI * hz * i) / SAMPLE_RATE);
    im += x * Math.sin((2 * Math.PI * hz * i) / SAMPLE_RATE);
  });
  return (2 * Math.hypot(re, im)) / sound.length;
}

describe("the synthesiser", () => {
  it("knows its notes", () => {
    expect([note("A4"), note("C4"), note("Bb3"), note("F#2")]).toEqual([69, 60, 58, 42]);
    expect(frequency(69)).toBe(440);
    expect(frequency(note("A5"))).toBeCloseTo(880);
    expect(() => note("H4")).toThrow("not a note");
  });

  it("has a sine table without audible error", () => {
    for (let i = 0; i < 1000; i++) expect(sine(i / 77)).toBeCloseTo(Math.sin((2 * Math.PI * i) / 77), 5);
  });

  it("keeps a saw free of aliases", () => {
    const sound = new Float32Array(SAMPLE_RATE);
    const hz = 3000;
    addOscillator(sound, { shape: "saw", frequency: hz });
    expect(amplitude(sound, hz)).toBeCloseTo(2 / Math.PI, 1);
    // 16 × 3000 Hz folds to 3900 Hz in a naive saw, at a level of 0.04.
    expect(amplitude(sound, 48 * 1000 - SAMPLE_RATE)).toBeLessThan(0.01);
  });

  it("filters 12 dB an octave", () => {
    const cut = (hz: number) => rms(filter(tone(hz, 0.5), "low", 500)) / Math.SQRT1_2;
    expect(cut(50)).toBeCloseTo(1, 1);
    expect(20 * Math.log10(cut(4000) / cut(2000))).toBeCloseTo(-12, 0);
    expect(rms(filter(tone(50, 0.5), "high", 500))).toBeLessThan(0.02);
  });

  it("plucks a string in tune", () => {
    const sound = pluck(createRandom(1), 220, 1, 0.5);
    const cents = [-20, 0, 20].map((cent) => amplitude(sound, 220 * 2 ** (cent / 1200)));
    expect(Math.max(...cents)).toBe(cents[1]);
  });

  it("lets a room die away at the time that was asked for", () => {
    const click = new Float32Array(SAMPLE_RATE * 3);
    click[0] = 1;
    const { left } = reverb(click, 2, 20_000);
    const early = rms(left.subarray(0.2 * SAMPLE_RATE, 0.4 * SAMPLE_RATE));
    const late = rms(left.subarray(1.2 * SAMPLE_RATE, 1.4 * SAMPLE_RATE));
    expect(20 * Math.log10(late / early)).toBeLessThan(-24);
    expect(20 * Math.log10(late / early)).toBeGreaterThan(-38);
  });

  it("throws an echo from side to side", () => {
    const click = new Float32Array(SAMPLE_RATE);
    click[0] = 1;
    const { left, right } = delay(click, 0.1, 0.5);
    expect(left[4410]).toBe(1);
    expect(rms(right.subarray(0, 8800))).toBe(0);
    expect(rms(right.subarray(8800, 9800))).toBeGreaterThan(0.001);
  });

  it("measures loudness as BS.1770 says: a stereo sine of 997 Hz at −20 dBFS is −20 LUFS", () => {
    const left = tone(997, 5, 0.1);
    expect(integratedLoudness({ left, right: left.slice() })).toBeCloseTo(-20, 1);
  });

  it("masters to a loudness without passing the ceiling", () => {
    const random = createRandom(5);
    const left = tone(200, 4, 0.02).map((x, i) => x + (i % 44_100 < 40 ? random() - 0.5 : 0));
    const mix = master({ left, right: left.slice() }, -14);
    expect(mix.left.reduce((peak, x) => Math.max(peak, Math.abs(x)), 0)).toBeLessThanOrEqual(0.84);
    expect(integratedLoudness(mix)).toBeCloseTo(-14, 0);
  });

  it("writes WAVE files", () => {
    const bytes = encodeWav({ left: Float32Array.from([0, 1, -1, 2]), right: new Float32Array(4) });
    expect(bytes.length).toBe(44 + 16);
    expect(bytes.toString("latin1", 0, 4) + bytes.toString("latin1", 8, 16)).toBe("RIFFWAVEfmt ");
    expect([bytes.readUInt32LE(24), bytes.readUInt16LE(34), bytes.readUInt32LE(40)]).toEqual([
      SAMPLE_RATE,
      16,
      16,
    ]);
    expect(bytes.readInt16LE(44 + 12)).toBe(32_767);
  });
});

describe("covers", () => {
  it("are valid PNGs, the same each time, and another for each piece", () => {
    const first = renderCover("low-tide", 60);
    expect(renderCover("low-tide", 60).equals(first)).toBe(true);
    expect(first.toString("latin1", 1, 4)).toBe("PNG");
    expect([first.readUInt32BE(16), first.readUInt32BE(20)]).toEqual([60, 60]);
    const length = first.readUInt32BE(33);
    expect(inflateSync(first.subarray(41, 41 + length)).length).toBe(60 * (60 * 3 + 1));
    const all = TRACKS.map((track) => renderCover(track.piece, 40).toString("base64"));
    expect(new Set(all).size).toBe(TRACKS.length);
  });
});

describe("the catalogue", () => {
  it("has every piece once", () => {
    expect(TRACKS.map((track) => track.piece).sort()).toEqual(Object.keys(PIECES).sort());
  });
});
