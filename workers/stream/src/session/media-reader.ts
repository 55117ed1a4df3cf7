import { AudioResult } from "@veza/contracts/jobs";
import { edgeKey, keepAtEdge } from "../hls/edge-copy.ts";
import type { HotFiles } from "../hls/hot-files.ts";
import { type MediaIndex, mediaIndexOf } from "./media-index.ts";

export interface ReaderDeps {
  bucket: R2Bucket;
  cache: Cache;
  hot: HotFiles;
  waitUntil(promise: Promise<unknown>): void;
}

/**
 * A stored file whole: from this isolate's memory, the edge's cache (one copy with HLS listeners), or R2;
 * kept in the nearer two. The caller has made sure that it may be read. Null: there is none.
 */
export async function readMedia(deps: ReaderDeps, key: string): Promise<ArrayBuffer | null> {
  const hot = deps.hot.get(key);
  if (hot !== undefined) return hot.bytes;
  const hit = await deps.cache.match(edgeKey(key));
  if (hit !== undefined) {
    const bytes = await hit.arrayBuffer();
    deps.hot.put(key, { bytes, etag: hit.headers.get("etag") ?? "" });
    return bytes;
  }
  const object = await deps.bucket.get(key);
  if (object === null) return null;
  const bytes = await object.arrayBuffer();
  const type = object.httpMetadata?.contentType ?? "audio/mp4";
  keepAtEdge(deps, key, { bytes, etag: object.httpEtag }, type);
  return bytes;
}

/** Indexes that an isolate keeps parsed; one of an hour is about 200 kB. */
const MAX_INDEXES = 64;

/** What a version of a track consists of. An `index.json` is written once, last of all, and never changes. */
export class MediaIndexes {
  readonly #known = new Map<string, MediaIndex>();

  async get(deps: ReaderDeps, track_id: string, folder: string): Promise<MediaIndex | null> {
    const prefix = `hls/${track_id}/${folder}/`;
    const known = this.#known.get(prefix);
    if (known !== undefined) return known;
    const object = await deps.bucket.get(`${prefix}index.json`);
    if (object === null) return null;
    const index = mediaIndexOf(prefix, AudioResult.parse(await object.json()));
    if (this.#known.size >= MAX_INDEXES) {
      const oldest = this.#known.keys().next().value;
      if (oldest !== undefined) this.#known.delete(oldest);
    }
    this.#known.set(prefix, index);
    return index;
  }
}
