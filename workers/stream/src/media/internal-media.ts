import { parseRange } from "@veza/core/byte-range";
import type { AppEnv } from "@veza/worker-kit/app";
import { AppError } from "@veza/worker-kit/app-error";
import { countRequest } from "@veza/worker-kit/rate-limit";
import type { Context } from "hono";
import { z } from "zod";
import type { StreamApp } from "../app.ts";
import type { StreamEnv } from "../env.ts";
import { envOf } from "../env-of.ts";
import { mediaType } from "../hls/policy.ts";
import { jobTokenAllows } from "./job-token.ts";

type Ctx = Context<AppEnv<StreamEnv>>;
/** Below this the transcoder asks; who has no token of a run is counted as everybody is. */
export const INTERNAL_MEDIA = "/stream/internal/media/";

const Parts = z.object({
  parts: z
    .array(z.object({ part: z.int().min(1).max(10_000), etag: z.string() }))
    .min(1)
    .max(10_000),
});

/**
 * Where the transcoder reads its source and stores its results: only with the token of its run.
 *
 * `GET {key}`, also of one byte range (RFC 9110 §14) · `PUT {key}` for an object in one request. An object
 * beyond what one request may carry (100 MB on Cloudflare) comes in parts: `POST {key}?action=create` →
 * `{upload_id}`, `PUT {key}?upload_id&part` → `{etag}`, `POST {key}?action=complete&upload_id` with
 * `{parts: [{part, etag}]}` → `{bytes}`.
 */
export function mountInternalMedia(app: StreamApp): void {
  app.get(`${INTERNAL_MEDIA}*`, async (c) => {
    const key = await authorise(c, "read");
    const bucket = envOf(c.env).MEDIA;
    const asked = c.req.header("range");
    const size = asked === undefined ? null : ((await bucket.head(key))?.size ?? null);
    const range = size === null || size === 0 ? null : parseRange(asked, size);
    if (range === "unsatisfiable")
      throw new AppError("range_not_satisfiable", { headers: { "content-range": `bytes */${size}` } });
    const object = await bucket.get(key, range === null ? {} : { range });
    if (object === null) throw new AppError("not_found");
    const headers = { "content-type": "application/octet-stream", "cache-control": "no-store" };
    if (range === null)
      return new Response(object.body, { headers: { ...headers, "content-length": String(object.size) } });
    const { offset, length } = range;
    return new Response(object.body, {
      status: 206,
      headers: {
        ...headers,
        "content-length": String(length),
        "content-range": `bytes ${offset}-${offset + length - 1}/${object.size}`,
      },
    });
  });

  app.put(`${INTERNAL_MEDIA}*`, async (c) => {
    const key = await authorise(c, "write");
    const { body, headers } = c.req.raw;
    if (headers.get("content-length") === null) throw new AppError("length_required");
    const contentType = contentTypeOf(key);
    const { upload_id, part } = c.req.query();
    const bucket = envOf(c.env).MEDIA;
    if (upload_id !== undefined) {
      const n = Number(part);
      if (!Number.isInteger(n) || n < 1 || n > 10_000 || body === null) throw new AppError("invalid_request");
      const { etag } = await bucket.resumeMultipartUpload(key, upload_id).uploadPart(n, body);
      return c.json({ etag });
    }
    const stored = await bucket.put(key, body ?? new Uint8Array(), { httpMetadata: { contentType } });
    return c.json({ bytes: stored.size });
  });

  app.post(`${INTERNAL_MEDIA}*`, async (c) => {
    const key = await authorise(c, "write");
    const { action, upload_id } = c.req.query();
    const bucket = envOf(c.env).MEDIA;
    if (action === "create") {
      const upload = await bucket.createMultipartUpload(key, {
        httpMetadata: { contentType: contentTypeOf(key) },
      });
      return c.json({ upload_id: upload.uploadId });
    }
    if (action !== "complete" || upload_id === undefined) throw new AppError("invalid_request");
    const { parts } = Parts.parse(await c.req.json());
    const upload = bucket.resumeMultipartUpload(key, upload_id);
    const stored = await upload.complete(parts.map(({ part, etag }) => ({ partNumber: part, etag })));
    return c.json({ bytes: stored.size });
  });
}

async function authorise(c: Ctx, action: "read" | "write"): Promise<string> {
  const env = envOf(c.env);
  const key = new URL(c.req.url).pathname.slice(INTERNAL_MEDIA.length);
  const token = /^Bearer (\S+)$/.exec(c.req.header("authorization") ?? "")?.[1];
  if (token !== undefined && (await jobTokenAllows(token, action, key, env.JOB_TOKEN_SECRET, Date.now())))
    return key;
  await countRequest(env.RATE_GENERAL, "general", c.req.raw.headers);
  throw new AppError(token === undefined ? "unauthenticated" : "forbidden");
}

/** The key is `hls/{track}/{folder}/{file}`. */
const contentTypeOf = (key: string): string =>
  mediaType(key.split("/").slice(3).join("/")) ?? "application/octet-stream";
