import type { EmbeddedTags } from "@veza/contracts/http/tracks";

/** The names under which formats keep the same thing, as ffprobe spells them in lower case. */
const NAMES = {
  title: ["title", "tit2", "inam"],
  artist: ["artist", "tpe1", "iart", "album_artist"],
  album: ["album", "talb", "iprd"],
  genre: ["genre", "tcon", "ignr"],
  year: ["date", "year", "tdrc", "originaldate", "creation_date"],
  isrc: ["isrc", "tsrc"],
} as const;

/** What a track may hold of each. */
const LONGEST = { title: 200, artist: 100, album: 200, genre: 50 } as const;

/**
 * A file's own tags as the fields of a track: cut to what a track may hold, the ISRC without dashes, the
 * first year that is named. Pure. Null where there are none.
 */
export function embeddedOf(tags: Record<string, string> | null): EmbeddedTags | null {
  if (tags === null) return null;
  const read = (field: keyof typeof NAMES): string | null =>
    NAMES[field].map((name) => tags[name]?.trim()).find((value) => value !== undefined && value !== "") ??
    null;
  const text = (field: keyof typeof LONGEST) => {
    const value = read(field);
    return value === null ? null : [...value].slice(0, LONGEST[field]).join("").trim();
  };
  const isrc = read("isrc")?.replace(/[-\s]/g, "").toUpperCase() ?? "";
  const year = Number(/\b(1[89]\d\d|20\d\d)\b/.exec(read("year") ?? "")?.[1] ?? Number.NaN);
  const found: EmbeddedTags = {
    title: text("title"),
    artist: text("artist"),
    album: text("album"),
    genre: text("genre"),
    year: Number.isInteger(year) ? year : null,
    isrc: /^[A-Z]{2}[A-Z0-9]{3}\d{7}$/.test(isrc) ? isrc : null,
  };
  return Object.values(found).every((value) => value === null) ? null : found;
}
