import { type ByteRange, parseRange } from "@veza/core/byte-range";
import { AppError } from "@veza/worker-kit/app-error";
import { edgeKey, keepAtEdge } from "./edge-copy.ts";
import type { HotFile, HotFiles } from "./hot-files.ts";
import type { MediaPath } from "./policy.ts";

/** Larger objects (the MP3) are streamed and not kept at the edge. */
const CACHEABLE_BYTES = 8_000_000;
const YEAR = 31_536_000;

export interface Delivery {
  response: Response;
  from: "memory" | "cache" | "store";
}

export interface DeliverDeps {
  bucket: R2Bucket;
  cache: Cache;
  hot: HotFiles;
  /**
   * Read the store itself and keep nothing: the pipeline's read-back, whose files may still be written again.
   */
  fresh: boolean;
  waitUntil(promise: Promise<unknown>): void;
}

/**
 * Answers GET and HEAD for one stored file: strong ETag, `If-None-Match`, one byte range, 416 (RFC 9110).
 * Media never changes under its path, so it is immutable; what needs a grant is kept by the listener's
 * browser only. The edge's key has no grant in it: all listeners of a track share one copy.
 */
export async function deliver(
  deps: DeliverDeps,
  request: Request,
  path: MediaPath,
  type: string,
  isPublic: boolean,
): Promise<Delivery> {
  const head = request.method === "HEAD";
  const rangeHeader = request.headers.get("range");
  const key = `hls/${path.track_id}/${path.folder}/${path.file}`;

  const hot = deps.fresh ? undefined : deps.hot.get(key);
  if (hot !== undefined)
    return { response: answerFromMemory(request, path, type, hot, isPublic), from: "memory" };

  const hit = deps.fresh ? undefined : await deps.cache.match(edgeKey(key));
  if (hit !== undefined) {
    const size = Number(hit.headers.get("content-length"));
    const etag = hit.headers.get("etag") ?? "";
    const headers = mediaHeaders(path, type, etag, isPublic);
    const early = answerWithoutBody(request, headers, etag, size, head);
    if (early !== null) {
      await hit.body?.cancel();
      return { response: early, from: "cache" };
    }
    const range = resolveRange(rangeHeader, request.headers.get("if-range"), etag, size);
    const bytes = await hit.arrayBuffer();
    deps.hot.put(key, { bytes, etag });
    return { response: body(bytes, headers, range), from: "cache" };
  }

  const info = await deps.bucket.head(key);
  if (info === null) throw new AppError("not_found");
  const headers = mediaHeaders(path, type, info.httpEtag, isPublic);
  const early = answerWithoutBody(request, headers, info.httpEtag, info.size, head);
  if (early !== null) return { response: early, from: "store" };
  const range = resolveRange(rangeHeader, request.headers.get("if-range"), info.httpEtag, info.size);
  if (range !== null) {
    const object = await deps.bucket.get(key, { range });
    if (object === null) throw new AppError("not_found");
    return { response: partial(object.body, headers, range, info.size), from: "store" };
  }
  const object = await deps.bucket.get(key);
  if (object === null) throw new AppError("not_found");
  headers.set("content-length", String(object.size));
  if (deps.fresh || object.size > CACHEABLE_BYTES)
    return { response: new Response(object.body, { headers }), from: "store" };
  const bytes = await object.arrayBuffer();
  keepAtEdge(deps, key, { bytes, etag: info.httpEtag }, type);
  return { response: new Response(bytes, { headers }), from: "store" };
}

function answerFromMemory(
  request: Request,
  path: MediaPath,
  type: string,
  { bytes, etag }: HotFile,
  isPublic: boolean,
): Response {
  const headers = mediaHeaders(path, type, etag, isPublic);
  const early = answerWithoutBody(request, headers, etag, bytes.byteLength, request.method === "HEAD");
  if (early !== null) return early;
  const range = resolveRange(
    request.headers.get("range"),
    request.headers.get("if-range"),
    etag,
    bytes.byteLength,
  );
  return body(bytes, headers, range);
}

/** The whole, or the part that was asked for. */
function body(bytes: ArrayBuffer, headers: Headers, range: ByteRange | null): Response {
  if (range !== null) {
    return partial(new Uint8Array(bytes, range.offset, range.length), headers, range, bytes.byteLength);
  }
  headers.set("content-length", String(bytes.byteLength));
  return new Response(bytes, { headers });
}

function mediaHeaders(path: MediaPath, type: string, etag: string, isPublic: boolean): Headers {
  const headers = new Headers({
    "content-type": type,
    etag,
    "accept-ranges": "bytes",
    "cache-control": `${isPublic ? "public" : "private"}, max-age=${YEAR}, immutable`,
  });
  if (path.file === "download.mp3")
    headers.set("content-disposition", `attachment; filename="${path.track_id}.mp3"`);
  return headers;
}

/** 304 and HEAD; null when the body is wanted. */
function answerWithoutBody(
  request: Request,
  headers: Headers,
  etag: string,
  size: number,
  head: boolean,
): Response | null {
  const known = request.headers.get("if-none-match");
  if (
    known !== null &&
    (known.trim() === "*" || known.split(",").some((tag) => tag.trim().replace(/^W\//, "") === etag))
  ) {
    return new Response(null, { status: 304, headers });
  }
  if (!head) return null;
  headers.set("content-length", String(size));
  return new Response(null, { headers });
}

function resolveRange(header: string | null, ifRange: string | null, etag: string, size: number) {
  if (ifRange !== null && ifRange !== etag) return null;
  const range = parseRange(header, size);
  if (range === "unsatisfiable")
    throw new AppError("range_not_satisfiable", { headers: { "content-range": `bytes */${size}` } });
  return range;
}

function partial(
  body: BodyInit,
  headers: Headers,
  range: { offset: number; length: number },
  size: number,
): Response {
  headers.set("content-range", `bytes ${range.offset}-${range.offset + range.length - 1}/${size}`);
  headers.set("content-length", String(range.length));
  return new Response(body, { status: 206, headers });
}
