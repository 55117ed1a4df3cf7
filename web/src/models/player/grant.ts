import type { Track } from "@veza/contracts/http/tracks";

/** A grant is renewed this long before it ends, so that no request is caught by it. */
const EARLY_MS = 45_000;

/** Whether the signed addresses of a track should be asked for again. */
export function isGrantEnding(track: Pick<Track, "grant_expires_at">, now: number): boolean {
  return track.grant_expires_at !== null && Date.parse(track.grant_expires_at) - now < EARLY_MS;
}

/**
 * Brings an address under the grant of a newer manifest: `/stream/hls/{grant}/{track}/…` differ in the grant
 * alone. Addresses of another track or of another kind stay as they are.
 */
export function underGrant(address: string, manifest: string): string {
  const wanted = /\/stream\/hls\/([^/]+)\/([^/]+)\//.exec(manifest);
  if (!wanted) return address;
  const [, grant, trackId] = wanted;
  return address.replace(
    /(\/stream\/hls\/)([^/]+)(\/([^/]+)\/)/,
    (whole, head: string, _old, tail: string, id: string) =>
      id === trackId ? `${head}${grant}${tail}` : whole,
  );
}
