import { describe, expect, test } from "vitest";
import { type Fetched, fetched, type Pace } from "./play-pace.ts";

const START = 1_700_000_000_000;

/** Fetches segments at given seconds; how many plays that makes. */
function plays(
  fetches: { at: number; segment: number; track?: string; ms?: number }[],
  track_ms = 240_000,
): number {
  const paces = new Map<string, Pace>();
  let count = 0;
  for (const { at, segment, track = "a", ms = 6_000 } of fetches) {
    const one: Fetched = { track_id: track, segment, segment_ms: ms, track_ms, now_ms: START + at * 1_000 };
    const { pace, heard_ms } = fetched(paces.get(track) ?? null, one);
    paces.set(track, pace);
    if (heard_ms !== null) {
      count += 1;
      pace.is_counted = true;
    }
  }
  return count;
}
const burst = (segments: number, at = 0) =>
  Array.from({ length: segments }, (_one, segment) => ({ at, segment }));

describe("fetching at the pace of the music", () => {
  test("a burst ahead and then a segment every six seconds is one play", () => {
    const paced = Array.from({ length: 30 }, (_one, i) => ({ at: 6 * (i + 1), segment: 6 + i }));
    expect(plays([...burst(6), ...paced])).toBe(1);
  });
  test("segments of fractional length make a play that its event can tell: whole milliseconds", () => {
    let pace: Pace | null = null;
    let listened: number | null = null;
    for (let segment = 0; segment < 8; segment++) {
      const one = {
        track_id: "a",
        segment,
        segment_ms: 5_990.748,
        track_ms: 47_926.0,
        now_ms: START + segment * 6_000,
      };
      const after = fetched(pace, one);
      pace = after.pace;
      listened ??= after.heard_ms;
    }
    expect(listened).not.toBeNull();
    expect(Number.isInteger(listened)).toBe(true);
  });
  test("who leaves after ten seconds makes none", () => {
    expect(plays([...burst(6), { at: 6, segment: 6 }, { at: 10, segment: 7 }])).toBe(0);
  });
  test("a seek or two on the way do no harm", () => {
    const seeking = [...burst(6), ...burst(6, 10).map((one) => ({ ...one, segment: one.segment + 20 }))];
    expect(plays([...seeking, { at: 31, segment: 27 }])).toBe(1);
  });
});

describe("no listening", () => {
  test("everything at once counts nothing, also when something is fetched later", () => {
    expect(plays([...burst(40), { at: 35, segment: 40 }])).toBe(0);
  });
  test("many renditions of the same moment in parallel count nothing", () => {
    const parallel = Array.from({ length: 60 }, (_one, i) => ({ at: i * 0.1, segment: i % 5 }));
    expect(plays([...parallel, { at: 40, segment: 6 }])).toBe(0);
  });
  test("the same segment for ever is one segment", () => {
    expect(plays(Array.from({ length: 100 }, (_one, i) => ({ at: i * 6, segment: 3 })))).toBe(0);
  });
  test("a track fetched again and again faster than it plays counts nothing", () => {
    const replay = (from: number) => Array.from({ length: 10 }, (_one, i) => ({ at: from + i, segment: i }));
    expect(plays([0, 11, 22, 33].flatMap(replay), 60_000)).toBe(0);
  });
});

test("after a long pause it is another listening", () => {
  const listening = (from: number) => [
    ...burst(6, from),
    ...Array.from({ length: 6 }, (_one, i) => ({ at: from + 6 * (i + 1), segment: 6 + i })),
  ];
  expect(plays([...listening(0), ...listening(1_900)])).toBe(2);
});
