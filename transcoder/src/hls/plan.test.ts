import { describe, expect, test } from "vitest";
import { planEncodes } from "./plan.ts";

const source = { codec: "pcm_s16le", sampleRate: 44_100, channels: 2, namedLayout: true, bitDepth: 16 };

describe("rates", () => {
  test.each([
    [44_100, 44_100, 44_100],
    [48_000, 48_000, 48_000],
    [22_050, 44_100, 22_050],
    [8000, 48_000, 8000],
    [41_000, 48_000, 41_000],
    [88_200, 44_100, 88_200],
    [96_000, 48_000, 96_000],
    [176_400, 44_100, 88_200],
    [192_000, 48_000, 96_000],
  ])("%i Hz → AAC and MP3 %i, FLAC %i", (sampleRate, lossy, flac) => {
    const plan = planEncodes({ ...source, sampleRate });
    expect([plan.lossy.sampleRate, plan.flac.sampleRate]).toEqual([lossy, flac]);
    expect(plan.pcm.sampleRate).toBe(flac);
  });
});

describe("depth of FLAC", () => {
  test.each([
    ["pcm_s16le", 16, 16, false],
    ["pcm_u8", 8, 16, false],
    ["pcm_s24le", 24, 24, false],
    ["pcm_f32le", 32, 24, false],
    ["flac", 24, 24, false],
    ["dsd_lsbf_planar", 8, 24, false],
    ["alac", 16, 16, false],
    ["mp3", null, 16, true],
    ["aac", 32, 16, true],
  ])("%s of %s bits → %i, dithered: %s", (codec, bitDepth, bits, dither) => {
    expect(planEncodes({ ...source, codec, bitDepth }).flac).toMatchObject({ bits, dither });
  });
});
