import type { AppEnv } from "@veza/worker-kit/app";
import { AppError } from "@veza/worker-kit/app-error";
import type { Context } from "hono";
import type { StreamApp } from "../app.ts";
import type { StreamEnv } from "../env.ts";
import { envOf } from "../env-of.ts";
import { mediaType } from "../hls/policy.ts";
import { jobTokenAllows } from "./job-token.ts";

type Ctx = Context<AppEnv<StreamEnv>>;
const PREFIX = "/stream/internal/media/";

/** Where the transcoder reads its source and stores its results: only with the token of its run. */
export function mountInternalMedia(app: StreamApp): void {
  app.get(`${PREFIX}*`, async (c) => {
    const key = await authorise(c, "read");
    const object = await envOf(c.env).MEDIA.get(key);
    if (object === null) throw new AppError("not_found");
    return new Response(object.body, {
      headers: {
        "content-type": "application/octet-stream",
        "content-length": String(object.size),
        "cache-control": "no-store",
      },
    });
  });

  app.put(`${PREFIX}*`, async (c) => {
    const key = await authorise(c, "write");
    const { body, headers } = c.req.raw;
    if (headers.get("content-length") === null) throw new AppError("length_required");
    const contentType = mediaType(key.split("/").slice(3).join("/")) ?? "application/octet-stream";
    const stored = await envOf(c.env).MEDIA.put(key, body ?? new Uint8Array(), {
      httpMetadata: { contentType },
    });
    return c.json({ bytes: stored.size });
  });
}

async function authorise(c: Ctx, action: "read" | "write"): Promise<string> {
  const env = envOf(c.env);
  const key = new URL(c.req.url).pathname.slice(PREFIX.length);
  const token = /^Bearer (\S+)$/.exec(c.req.header("authorization") ?? "")?.[1];
  if (token === undefined) throw new AppError("unauthenticated");
  if (!(await jobTokenAllows(token, action, key, env.JOB_TOKEN_SECRET, Date.now())))
    throw new AppError("forbidden");
  return key;
}
