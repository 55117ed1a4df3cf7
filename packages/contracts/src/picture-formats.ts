/**
 * Every format of pictures that Veza re-encodes, once. An SVG is a program more than a picture: it stays a
 * file.
 */
interface PictureFormat {
  mime: `image/${string}`;
  /** Whether it may be the artwork of a track. */
  artwork: boolean;
}

export const PICTURE_FORMATS = [
  { mime: "image/jpeg", artwork: true },
  { mime: "image/png", artwork: true },
  { mime: "image/webp", artwork: true },
  { mime: "image/gif", artwork: false },
] as const satisfies readonly PictureFormat[];

export type PictureMime = (typeof PICTURE_FORMATS)[number]["mime"];
export type ArtworkMime = Extract<(typeof PICTURE_FORMATS)[number], { artwork: true }>["mime"];

/** What is taken as a picture in chat rooms. */
export const PICTURE_MIMES: readonly PictureMime[] = PICTURE_FORMATS.map(({ mime }) => mime);
/** What is taken as artwork. */
export const ARTWORK_MIMES: readonly ArtworkMime[] = PICTURE_FORMATS.flatMap((format) =>
  format.artwork ? [format.mime] : [],
);

export const isPictureMime = (mime: string): mime is PictureMime => PICTURE_MIMES.some((one) => one === mime);
export const isArtworkMime = (mime: string): mime is ArtworkMime => ARTWORK_MIMES.some((one) => one === mime);

/** For `<input accept>`. */
export const PICTURE_ACCEPT = PICTURE_MIMES.join(",");
export const ARTWORK_ACCEPT = ARTWORK_MIMES.join(",");
