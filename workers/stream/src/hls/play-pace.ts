import { playThresholdMs } from "../session/listen-time.ts";

/** One listener's fetching of one track's segments over HLS. */
export interface Pace {
  track_id: string;
  /** When the first segment was fetched, and the last. */
  first_ms: number;
  last_ms: number;
  /** Segments, each once, and how long they are together. */
  segments: Set<number>;
  distinct_ms: number;
  /** With repeats. */
  fetched_ms: number;
  /** Faster than anybody listens: a download, or a script. Such a run counts nothing. */
  is_void: boolean;
  is_counted: boolean;
}

export interface Fetched {
  track_id: string;
  segment: number;
  segment_ms: number;
  track_ms: number;
  now_ms: number;
}

/** What a player fetches ahead of what is heard; a seek or two included. */
const AHEAD_MS = 120_000;
/** After this much silence a new listening begins. */
const PAUSE_MS = 10 * 60_000;

/**
 * Takes one fetched segment. ListenTime is what was fetched, each segment once, but never more than the time
 * since the first fetch: players fetch ahead in a burst and then at the pace of the music, so a segment that
 * is fetched half a minute after the first says that somebody is still there. Everything at once, or the same
 * segment again and again, says nothing.
 * @returns the new state, and what was heard when this makes it a play (null otherwise, and from then on)
 */
export function fetched(before: Pace | null, segment: Fetched): { pace: Pace; heard_ms: number | null } {
  const { track_id, now_ms } = segment;
  const goesOn =
    before !== null &&
    before.track_id === track_id &&
    now_ms >= before.last_ms &&
    now_ms - before.last_ms < PAUSE_MS;
  const pace: Pace = goesOn
    ? before
    : {
        track_id,
        first_ms: now_ms,
        last_ms: now_ms,
        segments: new Set(),
        distinct_ms: 0,
        fetched_ms: 0,
        is_void: false,
        is_counted: false,
      };
  pace.last_ms = now_ms;
  pace.fetched_ms += segment.segment_ms;
  if (!pace.segments.has(segment.segment)) {
    pace.segments.add(segment.segment);
    pace.distinct_ms += segment.segment_ms;
  }
  const elapsed_ms = now_ms - pace.first_ms;
  if (pace.fetched_ms - elapsed_ms > AHEAD_MS) pace.is_void = true;
  const heard_ms = Math.min(pace.distinct_ms, elapsed_ms);
  const isPlay = !pace.is_void && !pace.is_counted && heard_ms >= playThresholdMs(segment.track_ms);
  // Segments last fractions of a millisecond; events count whole ones.
  return { pace, heard_ms: isPlay ? Math.round(heard_ms) : null };
}
