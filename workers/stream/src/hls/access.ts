import { TrackAccess } from "@veza/contracts/rpc";

/**
 * How long an isolate trusts what it read. With a grant's life this bounds how long a withdrawn track can be
 * heard.
 */
const TTL_MS = 15_000;
const MAX_ENTRIES = 5_000;

const cached = new Map<string, { access: TrackAccess | null; until_ms: number }>();

const keyOf = (trackId: string) => `hls/${trackId}/access.json`;

/**
 * What veza-api said last of a track: a small object beside the media, so that the media path needs no
 * database.
 */
export async function readAccess(
  bucket: R2Bucket,
  trackId: string,
  now_ms: number,
): Promise<TrackAccess | null> {
  const known = cached.get(trackId);
  if (known !== undefined && known.until_ms > now_ms) return known.access;
  const object = await bucket.get(keyOf(trackId));
  const access = object === null ? null : TrackAccess.parse(await object.json());
  if (cached.size >= MAX_ENTRIES) cached.clear();
  // "Nothing known" is not remembered: the next moment may publish the track.
  if (access !== null) cached.set(trackId, { access, until_ms: now_ms + TTL_MS });
  return access;
}

/** Stores what veza-api says, unless something newer is stored: calls may arrive in any order. */
export async function writeAccess(bucket: R2Bucket, access: TrackAccess): Promise<void> {
  const key = keyOf(access.track_id);
  for (let attempt = 0; attempt < 5; attempt++) {
    const stored = await bucket.get(key);
    if (stored !== null && TrackAccess.parse(await stored.json()).revision > access.revision) return;
    const onlyIf = stored === null ? { etagDoesNotMatch: "*" } : { etagMatches: stored.etag };
    const written = await bucket.put(key, JSON.stringify(access), {
      onlyIf,
      httpMetadata: { contentType: "application/json" },
    });
    cached.delete(access.track_id);
    if (written !== null) return;
  }
  throw new Error("the access of a track is being written by many at once");
}

/** For tests: as in an isolate that has just started. */
export const forgetAccess = () => cached.clear();
