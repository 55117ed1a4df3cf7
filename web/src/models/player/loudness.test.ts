import fc from "fast-check";
import { expect, test } from "vitest";
import { amplitudeOf, CEILING_DBTP, gainDbOf, sliderToAmplitude, TARGET_LUFS } from "./loudness.ts";

test.each([
  ["a loud track is lowered to the target", { loudness_lufs: -8, true_peak_dbtp: 0.3 }, -6],
  [
    "a quiet track is raised to the target where its peak allows",
    { loudness_lufs: -20, true_peak_dbtp: -12 },
    6,
  ],
  [
    "a quiet track with high peaks is raised up to the ceiling only",
    { loudness_lufs: -23, true_peak_dbtp: -4 },
    3,
  ],
  [
    "a peak above the ceiling is brought down even below the target",
    { loudness_lufs: -16, true_peak_dbtp: 1 },
    -2,
  ],
  ["without a known peak nothing is raised", { loudness_lufs: -20, true_peak_dbtp: null }, 0],
  ["without a known peak it may be lowered", { loudness_lufs: -10, true_peak_dbtp: null }, -4],
  ["without a known loudness nothing is done", { loudness_lufs: null, true_peak_dbtp: -3 }, 0],
])("%s", (_name, measured, expected) => {
  expect(gainDbOf(measured)).toBeCloseTo(expected, 9);
});

test("no track ends above the ceiling or above the target", () => {
  const measured = fc.record({
    loudness_lufs: fc.double({ min: -70, max: 5, noNaN: true }),
    true_peak_dbtp: fc.double({ min: -60, max: 6, noNaN: true }),
  });
  fc.assert(
    fc.property(measured, (it) => {
      const gain = gainDbOf(it);
      expect(it.true_peak_dbtp + gain).toBeLessThanOrEqual(CEILING_DBTP + 1e-9);
      expect(it.loudness_lufs + gain).toBeLessThanOrEqual(TARGET_LUFS + 1e-9);
    }),
    { seed: 3 },
  );
});

test("gain and volume as amplitudes", () => {
  expect(amplitudeOf(-6.0206)).toBeCloseTo(0.5, 4);
  expect([sliderToAmplitude(0), sliderToAmplitude(1), sliderToAmplitude(2), sliderToAmplitude(-1)]).toEqual([
    0, 1, 1, 0,
  ]);
  expect(sliderToAmplitude(0.5)).toBeCloseTo(0.125);
});
