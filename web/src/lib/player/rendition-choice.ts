import type { AudioFacts } from "@veza/contracts/http/tracks";

export type RenditionFacts = AudioFacts["renditions"][number];
/** `auto` or the name of a rendition, such as `aac_256` or `flac`. */
export type Quality = string;
export const AUTO: Quality = "auto";

export interface Conditions {
  /** Bits per second, null before the first measurement. */
  throughput: number | null;
  /** Seconds of audio ahead of what is heard. */
  ahead: number;
  /** The user asked the browser to save data. */
  saveData: boolean;
  /** Name of the rendition that was taken last. */
  last: string | null;
}

/** Share of the measured throughput that a rendition may use. */
const SAFETY = 0.7;
/** Lossless only where it uses this share at most: it is several times as large as what most ears can tell. */
const LOSSLESS_SAFETY = 0.35;
/** Going up needs this many seconds in hand; going down needs nothing. */
const AHEAD_TO_RISE = 5;

/**
 * The rendition for the next segment. A wanted one that this track does not have (or this browser cannot decode) is
 * replaced by the best one there is below it.
 */
export function chooseRendition(
  available: readonly RenditionFacts[],
  quality: Quality,
  conditions: Conditions,
): RenditionFacts | null {
  const ladder = [...available].sort((a, b) => a.bandwidth - b.bandwidth);
  const first = ladder[0];
  if (!first) return null;
  if (quality !== AUTO) return ladder.find((it) => it.name === quality) ?? ladder.at(-1) ?? first;

  const lossy = ladder.filter((it) => !it.lossless);
  const start = lossy[Math.min(1, lossy.length - 1)] ?? first;
  const last = ladder.find((it) => it.name === conditions.last) ?? null;
  if (conditions.throughput === null) return last ?? start;

  const { throughput } = conditions;
  const fits = (it: RenditionFacts) =>
    it.lossless
      ? !conditions.saveData && it.bandwidth <= throughput * LOSSLESS_SAFETY
      : it.bandwidth <= throughput * SAFETY && !(conditions.saveData && it.bandwidth > 160_000);
  const best = ladder.findLast(fits) ?? first;
  if (last && best.bandwidth > last.bandwidth && conditions.ahead < AHEAD_TO_RISE) return last;
  return best;
}

/** Moving estimate of throughput: quick to believe bad news, slow to believe good. Bits per second. */
export function smoothThroughput(previous: number | null, sample: number): number {
  if (previous === null) return sample;
  const weight = sample < previous ? 0.6 : 0.3;
  return previous * (1 - weight) + sample * weight;
}
