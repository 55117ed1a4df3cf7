import { TrackId } from "@veza/contracts/ids";
import { AppError } from "@veza/worker-kit/app-error";
import { openGrant, PUBLIC_GRANT } from "@veza/worker-kit/grant";
import type { StreamApp } from "../app.ts";
import { envOf } from "../env-of.ts";
import { metrics } from "../metrics.ts";
import { readAccess } from "./access.ts";
import { countSegment, segmentOf } from "./count-plays.ts";
import { deliver } from "./deliver.ts";
import { hotFiles } from "./hot-files.ts";
import { openPublicMedia } from "./open-media.ts";
import { decideMedia, mediaType } from "./policy.ts";

/**
 * `/stream/hls/{grant}/{track}/{folder}/{file}`: playlists, segments, waveform, artwork and download of a
 * track. No database: the grant is in the path, and what the track allows lies beside its media.
 */
export function mountHls(app: StreamApp): void {
  openPublicMedia(app);
  app.get("/stream/hls/:grant/:track/:folder/:file{.+}", async (c) => {
    const env = envOf(c.env);
    const { grant: grantText, track, folder, file } = c.req.param();
    const type = mediaType(file);
    if (type === null || !TrackId.safeParse(track).success || !/^[av]\d{1,6}$/.test(folder))
      throw new AppError("not_found");
    const now = Date.now();
    const path = { track_id: track, folder, file };
    const grant =
      grantText === PUBLIC_GRANT ? PUBLIC_GRANT : await openGrant(grantText, env.GRANT_SECRET, now);
    const needsAccess =
      grant !== null && grant !== "expired" && (grant === PUBLIC_GRANT || grant.tier !== "verify");
    const access = needsAccess ? await readAccess(env.MEDIA, track, now) : null;
    const decision = decideMedia(path, grant, access, now);
    if (decision !== "allow") throw new AppError(decision);
    const reader = {
      bucket: env.MEDIA,
      cache: caches.default,
      hot: hotFiles,
      waitUntil: (promise: Promise<unknown>) => c.executionCtx.waitUntil(promise),
    };
    const isReadBack = grant !== PUBLIC_GRANT && grant !== "expired" && grant?.tier === "verify";
    const { response, from } = await deliver(
      { ...reader, fresh: isReadBack },
      c.req.raw,
      path,
      type,
      grant === PUBLIC_GRANT,
    );
    metrics.count("veza_hls_responses_total", { type, status: String(response.status), from });
    const segment = segmentOf(c.req.method, path);
    if (segment !== null && !isReadBack && response.ok && grant !== "expired" && grant !== null) {
      const request = { headers: c.req.raw.headers, grant, path, trace: c.get("trace") };
      c.executionCtx.waitUntil(
        countSegment(env, reader, request, segment).catch((cause: unknown) =>
          c.get("log").error("a fetched segment was not counted", cause),
        ),
      );
    }
    return response;
  });
}
