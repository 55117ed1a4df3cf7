import type { EmbeddedTags } from "@veza/contracts/http/tracks";

/** What a file says of itself, read in the browser before it is sent; null when nothing can be read. */
export async function readTags(file: File): Promise<EmbeddedTags | null> {
  try {
    const { parseBlob } = await import("music-metadata");
    const { common } = await parseBlob(file, { skipCovers: true, duration: false });
    return tagsOf(common);
  } catch (error) {
    // No tags, or a container that this reader does not know: the server looks again.
    console.info("No tags could be read.", error);
    return null;
  }
}

interface Common {
  title?: string | undefined;
  artist?: string | undefined;
  album?: string | undefined;
  genre?: string[] | undefined;
  year?: number | undefined;
  isrc?: string[] | undefined;
}

/** Cut to what a track may hold; the ISRC without dashes. */
export function tagsOf(common: Common): EmbeddedTags {
  const text = (value: string | undefined, most: number) => {
    const clean = value?.replaceAll(/[\p{Cc}\p{Cs}]+/gu, " ").trim() ?? "";
    return clean === "" ? null : [...clean].slice(0, most).join("").trim();
  };
  const isrc = common.isrc?.[0]?.replace(/[-\s]/g, "").toUpperCase() ?? "";
  return {
    title: text(common.title, 200),
    artist: text(common.artist, 100),
    album: text(common.album, 200),
    genre: text(common.genre?.[0], 50),
    year: common.year ?? null,
    isrc: /^[A-Z]{2}[A-Z0-9]{3}\d{7}$/.test(isrc) ? isrc : null,
  };
}
