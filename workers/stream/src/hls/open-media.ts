import type { StreamApp } from "../app.ts";

/** What every page of the web may read of public media: it is what any player on another site needs. */
const OPEN_HEADERS: Record<string, string> = {
  "access-control-allow-origin": "*",
  "access-control-expose-headers": "accept-ranges, content-length, content-range, etag",
  "cross-origin-resource-policy": "cross-origin",
  // The durations of its fetches, for players that choose a quality by them.
  "timing-allow-origin": "*",
};

const PREFLIGHT_HEADERS: Record<string, string> = {
  "access-control-allow-methods": "GET, HEAD",
  "access-control-allow-headers": "range, if-range, if-none-match",
  "access-control-max-age": "86400",
};

/**
 * CORS and CORP (Fetch standard) of `/stream/hls/public/`: a public track plays in hls.js on any site. Its
 * errors are readable too, so that a player can tell a withdrawn track from a broken line. Signed paths stay
 * closed: what a grant opens is read by our own pages and by players outside of browsers.
 */
export function openPublicMedia(app: StreamApp): void {
  app.use("/stream/hls/public/*", async (c, next) => {
    await next();
    for (const [name, value] of Object.entries(OPEN_HEADERS)) c.res.headers.set(name, value);
  });
  app.options("/stream/hls/public/*", () => new Response(null, { status: 204, headers: PREFLIGHT_HEADERS }));
}
