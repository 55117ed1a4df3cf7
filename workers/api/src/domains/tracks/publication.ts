import type { tracks } from "./schema.ts";

/**
 * What changes of a track when one of its versions becomes what listeners hear. A picture inside the file
 * becomes the artwork, unless one was set by hand (its folder begins with `a`).
 */
export function publication(
  track: Pick<typeof tracks.$inferSelect, "artwork_folder" | "published_at">,
  version: number,
  hasPicture: boolean,
  now: Date,
): Pick<typeof tracks.$inferSelect, "current_version" | "artwork_folder" | "published_at"> {
  const isByHand = track.artwork_folder?.startsWith("a") === true;
  return {
    current_version: version,
    artwork_folder: hasPicture && !isByHand ? `v${version}` : track.artwork_folder,
    published_at: track.published_at ?? now,
  };
}
