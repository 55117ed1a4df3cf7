/**
 * HLS playlists (RFC 8216 and rfc8216bis) for audio in CMAF. Version 7 is the first that allows EXT-X-MAP in
 * a playlist without I-frames only.
 */
const VERSION = 7;

export type PlaylistSegment = { uri: string; duration_ms: number };

/** A VOD media playlist. `init` and the URIs are relative to it. */
export function mediaPlaylist(init: string, segments: readonly PlaylistSegment[]): string {
  const longest = Math.max(1, ...segments.map((segment) => Math.round(segment.duration_ms / 1000)));
  return lines([
    "#EXTM3U",
    `#EXT-X-VERSION:${VERSION}`,
    `#EXT-X-TARGETDURATION:${longest}`,
    "#EXT-X-MEDIA-SEQUENCE:0",
    "#EXT-X-PLAYLIST-TYPE:VOD",
    "#EXT-X-INDEPENDENT-SEGMENTS",
    `#EXT-X-MAP:URI="${init}"`,
    ...segments.flatMap((segment) => [`#EXTINF:${(segment.duration_ms / 1000).toFixed(6)},`, segment.uri]),
    "#EXT-X-ENDLIST",
  ]);
}

export type Variant = {
  name: string;
  playlist: string;
  bandwidth: number;
  average_bandwidth: number;
  codec: string;
};

/**
 * The master playlist. Its first variant is where players begin (Safari and hls.js both start with it), so
 * `start` comes first: 128 kbit/s sounds right at once and starts on almost any line, where 64 would greet
 * everybody with the worst rung and FLAC would stall the slow ones. The others follow from low to high.
 */
export function masterPlaylist(variants: readonly Variant[], start: string): string {
  const ordered = [...variants].sort((a, b) => rank(a, start) - rank(b, start));
  return lines([
    "#EXTM3U",
    `#EXT-X-VERSION:${VERSION}`,
    "#EXT-X-INDEPENDENT-SEGMENTS",
    ...ordered.flatMap((variant) => [
      `#EXT-X-STREAM-INF:BANDWIDTH=${variant.bandwidth},AVERAGE-BANDWIDTH=${variant.average_bandwidth},` +
        `CODECS="${variant.codec}"`,
      variant.playlist,
    ]),
  ]);
}

function rank(variant: Variant, start: string): number {
  return variant.name === start ? -1 : variant.average_bandwidth;
}

/** Bits per second, measured: of the most demanding segment, and of all segments together. */
export function measureBandwidth(segments: readonly { bytes: number; duration_ms: number }[]): {
  bandwidth: number;
  average_bandwidth: number;
} {
  const rate = (bytes: number, durationMs: number) => Math.ceil((bytes * 8 * 1000) / durationMs);
  const total = segments.reduce(
    (sum, { bytes, duration_ms }) => ({
      bytes: sum.bytes + bytes,
      duration_ms: sum.duration_ms + duration_ms,
    }),
    { bytes: 0, duration_ms: 0 },
  );
  return {
    bandwidth: Math.max(...segments.map((segment) => rate(segment.bytes, segment.duration_ms))),
    average_bandwidth: rate(total.bytes, total.duration_ms),
  };
}

function lines(all: string[]): string {
  return `${all.join("\n")}\n`;
}
