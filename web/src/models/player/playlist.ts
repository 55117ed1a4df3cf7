/** The part of HLS (RFC 8216) that Veza's own playlists use. */
export interface MediaSegment {
  uri: string;
  /** Seconds on the rendition's own clock. */
  start: number;
  duration: number;
}

export interface MediaPlaylist {
  init: string;
  segments: readonly MediaSegment[];
}

/** URIs of the variants of a master playlist, in its order. */
export function parseMaster(text: string): string[] {
  const lines = linesOf(text);
  const variants: string[] = [];
  lines.forEach((line, index) => {
    if (!line.startsWith("#EXT-X-STREAM-INF:")) return;
    const uri = lines.slice(index + 1).find((next) => !next.startsWith("#"));
    if (uri !== undefined) variants.push(uri);
  });
  return variants;
}

/** The variant of a rendition: its playlist lies in a folder of the rendition's name. */
export function variantOf(variants: readonly string[], name: string): string | null {
  return variants.find((uri) => uri.split("/").includes(name)) ?? null;
}

/** Throws when the playlist has no init segment or no segment. */
export function parseMedia(text: string): MediaPlaylist {
  let init: string | null = null;
  let duration: number | null = null;
  let start = 0;
  const segments: MediaSegment[] = [];
  for (const line of linesOf(text)) {
    if (line.startsWith("#EXT-X-MAP:")) init = /URI="([^"]+)"/.exec(line)?.[1] ?? null;
    else if (line.startsWith("#EXTINF:")) duration = Number.parseFloat(line.slice("#EXTINF:".length));
    else if (!line.startsWith("#") && duration !== null) {
      segments.push({ uri: line, start, duration });
      start += duration;
      duration = null;
    }
  }
  if (init === null || segments.length === 0)
    throw new Error("This media playlist has no init segment or no segments.");
  return { init, segments };
}

/** Index of the segment that holds `time` (seconds on the rendition's own clock); null after the last one. */
export function segmentAt(playlist: MediaPlaylist, time: number): number | null {
  const index = playlist.segments.findIndex((segment) => time < segment.start + segment.duration - 0.01);
  return index === -1 ? null : index;
}

function linesOf(text: string): string[] {
  return text
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");
}
