import type { HotFile, HotFiles } from "./hot-files.ts";

const YEAR = 31_536_000;

/** The address under which the edge keeps a file: without a grant, so that all listeners share one copy. */
export const edgeKey = (key: string) => `https://edge.veza.internal/${key}`;

/** Keeps a file in this isolate's memory and in the edge's cache. Media never changes under its path. */
export function keepAtEdge(
  deps: { cache: Cache; hot: HotFiles; waitUntil(promise: Promise<unknown>): void },
  key: string,
  { bytes, etag }: HotFile,
  type: string,
): void {
  const kept = new Response(bytes, {
    headers: {
      "content-type": type,
      etag,
      "content-length": String(bytes.byteLength),
      "cache-control": `public, max-age=${YEAR}`,
    },
  });
  deps.waitUntil(deps.cache.put(edgeKey(key), kept));
  deps.hot.put(key, { bytes, etag });
}
