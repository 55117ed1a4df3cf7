import { WorkerEntrypoint } from "cloudflare:workers";

/**
 * Stands for veza-api in the workerd tests. The last characters of a track's id say what it is: `0z` is
 * nobody's, `0s` is three seconds long, every other one a minute. `0g` has a picture behind a grant, `0p` one
 * that is open.
 */
const artworkOf = (trackId, userId) =>
  trackId.endsWith("0g")
    ? `/stream/hls/g1.of-${userId}.signature/${trackId}/a1/600.jpg`
    : trackId.endsWith("0p")
      ? `/stream/hls/public/${trackId}/a1/600.jpg`
      : null;
const refused = new Set();
const blocked = new Set();
const unverified = new Set();
let life_ms = 300_000;

export class ApiRpcEntrypoint extends WorkerEntrypoint {
  /**
   * For tests only: from now on nobody may hear a track (or again everybody), and answers hold for this long.
   */
  async refuse(trackId, isRefused, newLife_ms) {
    if (isRefused) refused.add(trackId);
    else refused.delete(trackId);
    life_ms = newLife_ms ?? 300_000;
  }
  /**
   * For tests only: everybody has blocked this user, or nobody; whether the user's address is not verified.
   */
  async unwelcome(userId, isBlocked, isUnverified = false) {
    for (const [set, isIn] of [
      [blocked, isBlocked],
      [unverified, isUnverified],
    ])
      if (isIn) set.add(userId);
      else set.delete(userId);
  }
  async company(userId, others) {
    return {
      is_verified: !unverified.has(userId),
      blocked_by: blocked.has(userId) ? others : [],
      blocks: [],
    };
  }
  async jwks() {
    return { keys: [] };
  }
  async username(userId) {
    return userId.slice(-4);
  }
  async entitle(userId, trackId) {
    if (trackId.endsWith("0z") || refused.has(trackId)) return null;
    return {
      track: {
        id: trackId,
        title: trackId.slice(-2),
        artist: "Somebody",
        artwork_url: artworkOf(trackId, userId),
      },
      duration_ms: trackId.endsWith("0s") ? 3_000 : 60_000,
      folder: "v1",
      may_lossless: false,
      expires_at_ms: Date.now() + life_ms,
    };
  }
}

export default { fetch: () => new Response("not asked in these tests", { status: 500 }) };
