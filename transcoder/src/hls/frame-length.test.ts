import { describe, expect, test } from "vitest";
import { flacFrameLength, frameLength } from "./frame-length.ts";

describe("FLAC frames", () => {
  test.each([
    ["a table code", [0xff, 0xf8, 0x59, 0x18, 0x00], 4608],
    ["8 bits after a short number", [0xff, 0xf8, 0x69, 0x18, 0x05, 0xbf], 192],
    ["16 bits after a short number", [0xff, 0xf8, 0x79, 0x18, 0x7f, 0x04, 0x00], 1025],
    ["16 bits after a number of two bytes", [0xff, 0xf8, 0x79, 0x18, 0xc4, 0x80, 0x03, 0xff], 1024],
    ["16 bits after a number of three bytes", [0xff, 0xf9, 0x79, 0x18, 0xe1, 0x80, 0x80, 0x00, 0x0f], 16],
    ["no header", [0x00, 0xf8, 0x59], null],
  ])("%s", (_, bytes, samples) => {
    expect(flacFrameLength(Uint8Array.from(bytes))).toBe(samples);
  });
});

describe("AAC frames", () => {
  const frame = Uint8Array.of(0x21);

  test("are 1,024 samples, whatever timestamps say", () => {
    expect(frameLength("mp4a.40.2", frame, 1, false)).toBe(1024);
    expect(frameLength("mp4a.40.2", frame, 90_000, false)).toBe(1024);
  });

  test("the last one is cut where the source ends", () => {
    expect(frameLength("mp4a.40.2", frame, 340, true)).toBe(340);
    expect(frameLength("mp4a.40.2", frame, 2048, true)).toBe(1024);
  });
});
