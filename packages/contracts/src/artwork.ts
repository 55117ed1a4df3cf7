/** Sides in pixels of the square JPEGs kept for an artwork; `artwork_url` names the 600 one. */
export const ARTWORK_SIZES = [160, 600, 1200] as const;
export type ArtworkSize = (typeof ARTWORK_SIZES)[number];

/** The address of another size of an artwork: they differ in the last path element only. */
export function artworkAt(artworkUrl: string, size: ArtworkSize): string {
  return artworkUrl.replace(/\/\d+\.jpg$/, `/${size}.jpg`);
}
