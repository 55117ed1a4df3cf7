import { expect, test } from "vitest";
import { sampleId } from "../testing/sample-track.ts";
import { sleeveArtOf } from "./sleeve-art.ts";
import { hueOfPixels } from "./tint.ts";

test("a sleeve is always the same for the same id, and different ids differ", () => {
  expect(sleeveArtOf("trk_a")).toEqual(sleeveArtOf("trk_a"));
  const drawings = new Set(
    Array.from({ length: 60 }, (_, i) => JSON.stringify(sleeveArtOf(sampleId("trk", i)))),
  );
  expect(drawings.size).toBe(60);
});

test("the hue of a picture is that of its strong colours", () => {
  const grey = [128, 128, 128, 255];
  const near = (pixels: number[], hue: number) => expect(Math.abs(hueOfPixels(pixels) - hue)).toBeLessThan(4);
  near([255, 0, 0, 255, ...grey, ...grey], 29);
  near([0, 0, 255, 255], 264);
  near([0, 255, 0, 255, ...grey], 142);
  expect(hueOfPixels([...grey, ...grey])).toBe(60);
  expect(hueOfPixels([])).toBe(60);
});
