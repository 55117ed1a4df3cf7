/**
 * Several tracks on one media timeline, so that one follows the other without a gap. All times in seconds.
 *
 * An encoder puts `priming_samples` before the music and may pad after it. A rendition's own clock starts
 * with the priming; the timeline shows only what is valid: media time `priming / rate` lands on the track's
 * `start`, and the append window cuts what lies before and after.
 */
export interface Span {
  start: number;
  length: number;
}

export interface Valid {
  sample_rate: number;
  priming_samples: number;
  valid_samples: number;
}

/** Length of what is to be heard. */
export function validLength(valid: Valid): number {
  return valid.valid_samples / valid.sample_rate;
}

/** Where the track's encoder delay ends on the rendition's own clock. */
export function primingLength(valid: Valid): number {
  return valid.priming_samples / valid.sample_rate;
}

export function endOf(span: Span): number {
  return span.start + span.length;
}

/**
 * `timestampOffset` and append window with which segments of a rendition are appended for a track at `span`.
 */
export function placement(span: Span, valid: Valid): { offset: number; from: number; to: number } {
  return { offset: span.start - primingLength(valid), from: span.start, to: endOf(span) };
}

/** Timeline time → time on the rendition's own clock. */
export function mediaTime(span: Span, valid: Valid, time: number): number {
  return time - span.start + primingLength(valid);
}

/** Browsers keep times in whole microseconds and segments in whole samples: less than this is no distance. */
export const NEAR = 0.02;

/**
 * The last span that has begun at `time`. A time just before a border belongs to what follows it only from
 * the border on.
 */
export function spanAt<S extends Span>(spans: readonly S[], time: number): S | null {
  return spans.findLast((span) => span.start <= time + 1e-4) ?? spans[0] ?? null;
}

/** Ranges as `TimeRanges` gives them. */
export interface Ranges {
  length: number;
  start(index: number): number;
  end(index: number): number;
}

/** End of what is buffered without a hole from `time` on; `time` itself when nothing is. */
export function bufferedUntil(ranges: Ranges, time: number): number {
  let until = time;
  for (let i = 0; i < ranges.length; i += 1) {
    if (ranges.start(i) <= until + NEAR && ranges.end(i) > until) until = ranges.end(i);
  }
  return until;
}

/** Start of the next buffered range within `reach` after `time`, when `time` itself stands in a hole. */
export function nextBuffered(ranges: Ranges, time: number, reach: number): number | null {
  for (let i = 0; i < ranges.length; i += 1) {
    if (ranges.start(i) <= time && ranges.end(i) > time + NEAR) return null;
    if (ranges.start(i) > time && ranges.start(i) - time <= reach) return ranges.start(i);
  }
  return null;
}
