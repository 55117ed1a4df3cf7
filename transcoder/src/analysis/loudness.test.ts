import { expect, test } from "vitest";
import { parseLoudness } from "./loudness.ts";

const summary = (integrated: string, range: string, peak: string) => `[Parsed_ebur128_4 @ 0x55] Summary:

  Integrated loudness:
    I:         ${integrated} LUFS
    Threshold: -33.5 LUFS

  Loudness range:
    LRA:         ${range} LU
    Threshold: -43.5 LUFS
    LRA low:   -24.0 LUFS
    LRA high:  -20.0 LUFS

  True peak:
    Peak:        ${peak} dBFS
`;

test("the summary of ebur128", () => {
  expect(parseLoudness(summary("-23.4", "4.0", "-0.7"))).toEqual({
    integrated_lufs: -23.4,
    true_peak_dbtp: -0.7,
    range_lu: 4,
  });
});

test("what never passed the gate has no loudness, but may have a peak", () => {
  expect(parseLoudness(summary("-70.0", "0.0", "-inf"))).toEqual({
    integrated_lufs: null,
    true_peak_dbtp: null,
    range_lu: null,
  });
  expect(parseLoudness(summary("-70.0", "0.0", "-71.2")).true_peak_dbtp).toBe(-71.2);
});

test.each([
  ["no summary at all", "Conversion failed!"],
  ["several of them", summary("-23.4", "4.0", "-0.7") + summary("-18.0", "2.0", "-3.0")],
])("%s: no figures, because they would not be those of the whole", (_, log) => {
  expect(() => parseLoudness(log)).toThrow(/summar/);
});
