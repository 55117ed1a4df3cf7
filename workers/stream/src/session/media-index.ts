import type { AudioResult, Rendition, Segment } from "@veza/contracts/jobs";
import type { StreamRendition } from "@veza/contracts/ws/stream";

/** What a session needs of a track's `index.json`. */
export interface MediaIndex {
  /** `hls/{track}/{folder}/` */
  prefix: string;
  renditions: Rendition[];
  /** Of the music, without what encoders put around it. */
  duration_ms: number;
}

export function mediaIndexOf(prefix: string, result: Pick<AudioResult, "renditions">): MediaIndex {
  const first = result.renditions[0];
  const duration_ms = first === undefined ? 0 : (first.valid_samples * 1000) / first.sample_rate;
  return { prefix, renditions: result.renditions, duration_ms: Math.round(duration_ms) };
}

export function publicRenditions(index: MediaIndex): StreamRendition[] {
  return index.renditions.map((it) => ({
    index: it.index,
    name: it.name,
    codec: it.codec,
    mime: it.mime,
    bandwidth: it.bandwidth,
    lossless: it.lossless,
    sample_rate: it.sample_rate,
    priming_samples: it.priming_samples,
    valid_samples: it.valid_samples,
  }));
}

/** The encoder's delay: a rendition's own clock is this far ahead of the track's. */
export const primingMs = (rendition: Rendition): number =>
  (rendition.priming_samples * 1000) / rendition.sample_rate;

/**
 * Boundaries of renditions differ by the length of an AAC frame at most: closer than this is the same
 * boundary.
 */
const SAME_MS = 15;

/** The segment in which a moment of the track lies; null behind the last one. */
export function segmentAt(rendition: Rendition, track_ms: number): Segment | null {
  const at = track_ms + primingMs(rendition) + SAME_MS;
  let low = 0;
  let high = rendition.segments.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const segment = rendition.segments[middle];
    if (segment === undefined) return null;
    if (at < segment.start_ms) high = middle - 1;
    else if (at >= segment.start_ms + segment.duration_ms) low = middle + 1;
    else return segment;
  }
  return low === 0 ? (rendition.segments[0] ?? null) : null;
}

export const isLastSegment = (rendition: Rendition, segment: Segment): boolean =>
  segment.number === rendition.segments.at(-1)?.number;

/** Where on the track's clock a segment ends. */
export const endOnTrack = (rendition: Rendition, segment: Segment): number =>
  segment.start_ms + segment.duration_ms - primingMs(rendition);
