import { describe, expect, test } from "vitest";
import {
  AUTO,
  type Conditions,
  chooseRendition,
  type RenditionFacts,
  smoothThroughput,
} from "./rendition-choice.ts";

const rung = (name: string, bandwidth: number, lossless = false): RenditionFacts => ({
  index: 0,
  name,
  codec: lossless ? "fLaC" : "mp4a.40.2",
  bandwidth,
  lossless,
  sample_rate: 44_100,
  priming_samples: 1024,
  valid_samples: 44_100,
});
const ladder = [
  rung("flac", 900_000, true),
  rung("aac_128", 135_000),
  rung("aac_64", 70_000),
  rung("aac_256", 265_000),
];
const conditions = (change: Partial<Conditions> = {}): Conditions => ({
  throughput: null,
  ahead: 20,
  saveData: false,
  last: null,
  ...change,
});
const chosen = (quality: string, change?: Partial<Conditions>) =>
  chooseRendition(ladder, quality, conditions(change))?.name;

describe("the rendition of the next segment", () => {
  test("begins in the middle, before anything is measured", () => expect(chosen(AUTO)).toBe("aac_128"));
  test("takes the best that the connection carries", () => {
    expect(chosen(AUTO, { throughput: 110_000 })).toBe("aac_64");
    expect(chosen(AUTO, { throughput: 250_000 })).toBe("aac_128");
    expect(chosen(AUTO, { throughput: 1_000_000 })).toBe("aac_256");
  });
  test("takes lossless only where it is no strain", () => {
    expect(chosen(AUTO, { throughput: 2_000_000 })).toBe("aac_256");
    expect(chosen(AUTO, { throughput: 4_000_000 })).toBe("flac");
  });
  test("spares data when asked to", () =>
    expect(chosen(AUTO, { throughput: 9_000_000, saveData: true })).toBe("aac_128"));
  test("rises only with audio in hand, falls at once", () => {
    expect(chosen(AUTO, { throughput: 4_000_000, ahead: 2, last: "aac_128" })).toBe("aac_128");
    expect(chosen(AUTO, { throughput: 80_000, ahead: 2, last: "aac_256" })).toBe("aac_64");
  });
  test("a choice of the listener holds whatever the connection", () =>
    expect(chosen("flac", { throughput: 1_000 })).toBe("flac"));
  test("a choice that the track does not have becomes the best there is", () =>
    expect(chooseRendition(ladder.slice(1), "flac", conditions())?.name).toBe("aac_256"));
  test("nothing to choose from", () => expect(chooseRendition([], AUTO, conditions())).toBeNull());
});

test("the estimate believes bad news sooner than good", () => {
  expect(smoothThroughput(null, 500)).toBe(500);
  expect(1000 - smoothThroughput(1000, 0)).toBeGreaterThan(smoothThroughput(1000, 2000) - 1000);
});
