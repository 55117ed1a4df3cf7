import type { AudioFacts } from "@veza/contracts/http/tracks";
import { type AbrState, chooseRendition as chooseByNetwork } from "@veza/core/abr";
import { AUTO, type Quality } from "./quality.ts";

export type RenditionFacts = AudioFacts["renditions"][number];

export interface Conditions {
  /** What is known of the connection; see `@veza/core/abr`. */
  abr: AbrState;
  /** Seconds of audio ahead of what is heard. */
  ahead: number;
  /** Seconds that the segment will last. */
  length: number;
  /** The user asked the browser to save data. */
  saveData: boolean;
  /** Milliseconds of any clock that runs forward. */
  now: number;
}

export interface Choice {
  facts: RenditionFacts;
  /** To be kept when the segment has come. */
  abr: AbrState;
}

/** `auto` stays below this many bits per second where data is to be saved. */
const SAVING = 160_000;

/**
 * The rendition for the next segment. A wanted one that this track does not have (or this browser cannot
 * decode) is replaced by the best lossy one; `auto` follows the network as the stream session does, and never
 * takes lossless.
 */
export function chooseRendition(
  available: readonly RenditionFacts[],
  quality: Quality,
  { abr, ahead, length, saveData, now }: Conditions,
): Choice | null {
  const lossy = available.filter((it) => !it.lossless).sort((a, b) => a.bandwidth - b.bandwidth);
  const wanted = available.find((it) => it.name === quality) ?? lossy.at(-1) ?? available[0];
  const saving = lossy.filter((it) => it.bandwidth <= SAVING);
  const { index, state } = chooseByNetwork(abr, {
    renditions: quality === AUTO && saveData && saving.length > 0 ? saving : available,
    wanted: quality === AUTO || !wanted ? "auto" : wanted.index,
    may_lossless: true,
    buffered_ms: ahead * 1000,
    segment_ms: length * 1000,
    now_ms: now,
  });
  const facts = available.find((it) => it.index === index);
  return facts ? { facts, abr: state } : null;
}

/** Moving estimate of throughput: quick to believe bad news, slow to believe good. Bits per second. */
export function smoothThroughput(previous: number | null, sample: number): number {
  if (previous === null) return sample;
  const weight = sample < previous ? 0.6 : 0.3;
  return previous * (1 - weight) + sample * weight;
}
