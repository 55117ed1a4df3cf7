import { initialAbr, observeThroughput } from "@veza/core/abr";
import { describe, expect, test } from "vitest";
import { AUTO } from "./quality.ts";
import {
  type Conditions,
  chooseRendition,
  type RenditionFacts,
  smoothThroughput,
} from "./rendition-choice.ts";

const rung = (index: number, name: string, bandwidth: number, lossless = false): RenditionFacts => ({
  index,
  name,
  codec: lossless ? "fLaC" : "mp4a.40.2",
  bandwidth,
  lossless,
  sample_rate: 44_100,
  priming_samples: 1024,
  valid_samples: 44_100,
});
const ladder = [
  rung(3, "flac", 900_000, true),
  rung(1, "aac_128", 135_000),
  rung(0, "aac_64", 70_000),
  rung(2, "aac_256", 265_000),
];
const conditions = (change: Partial<Conditions> = {}): Conditions => ({
  abr: initialAbr(),
  ahead: 20,
  length: 6,
  saveData: false,
  now: 0,
  ...change,
});
/** What is known after some segments of one rung at one throughput. */
const known = (kbps: number, last: number) =>
  observeThroughput({ ...initialAbr(), last, choices: 9 }, { kbps, elapsed_ms: 8_000 });
const chosen = (quality: string, change?: Partial<Conditions>) =>
  chooseRendition(ladder, quality, conditions(change))?.facts.name;

describe("the rendition of the next segment", () => {
  test("begins in the middle, before anything is measured", () => expect(chosen(AUTO)).toBe("aac_128"));
  test("rises by one rung where the connection carries it and audio is in hand", () => {
    expect(chosen(AUTO, { abr: known(1_000, 0) })).toBe("aac_128");
    expect(chosen(AUTO, { abr: known(1_000, 1) })).toBe("aac_256");
    expect(chosen(AUTO, { abr: known(400, 1), ahead: 8 })).toBe("aac_128");
  });
  test("falls at once", () => expect(chosen(AUTO, { abr: known(80, 2), ahead: 3 })).toBe("aac_64"));
  test("never takes lossless by itself", () =>
    expect(chosen(AUTO, { abr: known(100_000, 2), ahead: 40 })).toBe("aac_256"));
  test("spares data when asked to", () => {
    expect(chosen(AUTO, { abr: known(9_000, 1), saveData: true })).toBe("aac_128");
    expect(chosen(AUTO, { abr: known(9_000, 2), saveData: true })).toBe("aac_128");
    const large = ladder.filter((it) => it.bandwidth > 200_000);
    expect(chooseRendition(large, AUTO, conditions({ saveData: true }))?.facts.name).toBe("aac_256");
  });
  test("a choice of the listener holds whatever the connection", () =>
    expect(chosen("flac", { abr: known(1, 0) })).toBe("flac"));
  test("a choice that the track does not have becomes the best lossy one", () =>
    expect(chooseRendition(ladder.slice(1), "flac", conditions())?.facts.name).toBe("aac_256"));
  test("keeps what it chose", () => {
    expect(chooseRendition(ladder, AUTO, conditions())?.abr).toMatchObject({ last: 1, choices: 1 });
  });
  test("nothing to choose from", () => {
    expect(chooseRendition([], AUTO, conditions())).toBeNull();
    expect(chooseRendition([], "flac", conditions())).toBeNull();
  });
});

test("the estimate believes bad news sooner than good", () => {
  expect(smoothThroughput(null, 500)).toBe(500);
  expect(1000 - smoothThroughput(1000, 0)).toBeGreaterThan(smoothThroughput(1000, 2000) - 1000);
});
