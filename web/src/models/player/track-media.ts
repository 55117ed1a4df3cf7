import type { Track } from "@veza/contracts/http/tracks";
import { mediaSourceClass } from "./media-source-class.ts";
import { withoutEditLists } from "./mp4.ts";
import { type MediaPlaylist, parseMaster, parseMedia, variantOf } from "./playlist.ts";
import type { RenditionFacts } from "./rendition-choice.ts";
import type { SegmentLoader } from "./segment-loader.ts";

/** A rendition of a track with its playlist and init segment at hand. */
export interface LoadedRendition {
  facts: RenditionFacts;
  mime: string;
  /** Path of the media playlist below the master; segments are relative to it. */
  path: string;
  playlist: MediaPlaylist;
  init: ArrayBuffer;
}

/** Type string for Media Source, or null when this browser cannot decode the codec in MP4. */
export function mimeOf(facts: Pick<RenditionFacts, "codec">): string | null {
  const source = mediaSourceClass();
  const names = facts.codec === "fLaC" ? ["flac", "fLaC"] : [facts.codec];
  const mimes = names.map((codec) => `audio/mp4; codecs="${codec}"`);
  return mimes.find((mime) => source?.isTypeSupported(mime)) ?? null;
}

/** The renditions of a track that this browser can play through Media Source. */
export function playableRenditions(track: Track): RenditionFacts[] {
  return (track.audio?.renditions ?? []).filter((facts) => mimeOf(facts) !== null);
}

/** Playlists and init segments of one track, each loaded once. `manifest` moves when a grant is renewed. */
export class TrackMedia {
  readonly #loader: SegmentLoader;
  #variants: Promise<string[]> | null = null;
  readonly #renditions = new Map<string, Promise<LoadedRendition>>();

  constructor(loader: SegmentLoader) {
    this.#loader = loader;
  }

  rendition(facts: RenditionFacts): Promise<LoadedRendition> {
    const known = this.#renditions.get(facts.name);
    if (known) return known;
    const loading = this.#load(facts);
    this.#renditions.set(facts.name, loading);
    loading.catch(() => this.#renditions.delete(facts.name));
    return loading;
  }

  async #load(facts: RenditionFacts): Promise<LoadedRendition> {
    this.#variants ??= this.#loader.text("").then(parseMaster);
    const variants = await this.#variants.catch((error: unknown) => {
      this.#variants = null;
      throw error;
    });
    const path = variantOf(variants, facts.name);
    const mime = mimeOf(facts);
    if (path === null || mime === null) throw new Error(`The rendition ${facts.name} cannot be played here.`);
    const playlist = parseMedia(await this.#loader.text(path));
    const init = withoutEditLists((await this.#loader.bytes(path, playlist.init)).body);
    return { facts, mime, path, playlist, init };
  }
}
