import * as contract from "@veza/contracts/http/tracks";
import { traceparent } from "@veza/core/trace";
import { AppError } from "@veza/worker-kit/app-error";
import { revisionTag } from "@veza/worker-kit/mount";
import type { Principal } from "@veza/worker-kit/principal";
import type { Context } from "hono";
import type { ApiApp, ApiHonoEnv, Mount } from "../../app.ts";
import type { ApiEnv } from "../../env.ts";
import { dispatchInBackground } from "../outbox/service.ts";
import { receiveNewTrack, receiveReplacement } from "../uploads/direct.ts";
import { setArtwork } from "./artwork.ts";
import { listTracks } from "./list.ts";
import { publishAsItIs } from "./review.ts";
import { deleteTrack, editTrack, readTrack, retryTrack, syncAccessNow } from "./service.ts";
import { toTrack } from "./view.ts";

type Ctx = Context<ApiHonoEnv>;

export function mountTracks(app: ApiApp, mount: Mount): void {
  mount(app, contract.createTrack, async ({ c, env, principal }) => {
    const trackId = await receiveNewTrack(env, c.req.raw, principal, traceparent(c.get("trace")));
    c.executionCtx.waitUntil(dispatchInBackground(env));
    c.header("location", `/api/v1/tracks/${trackId}`);
    return show(c, env, trackId, principal);
  });

  mount(app, contract.getTrack, async ({ c, env, params, principal }) => {
    const row = await readTrack(env, params.track_id, principal);
    c.header("etag", revisionTag(row.track.revision));
    return toTrack(row, principal, env.GRANT_SECRET, new Date());
  });

  mount(app, contract.listTracks, async ({ env, query, principal }) => {
    const page = await listTracks(env, query, principal);
    const now = new Date();
    return {
      items: await Promise.all(page.rows.map((row) => toTrack(row, principal, env.GRANT_SECRET, now))),
      next_cursor: page.next_cursor,
    };
  });

  mount(app, contract.updateTrack, async ({ c, env, params, body, if_match, principal }) => {
    if (if_match === null) throw new AppError("precondition_required");
    await editTrack(env, params.track_id, body, if_match, principal, new Date());
    await afterChange(c, env, params.track_id);
    return show(c, env, params.track_id, principal);
  });

  mount(app, contract.deleteTrack, async ({ c, env, params, principal }) => {
    await deleteTrack(env, params.track_id, principal, new Date());
    await afterChange(c, env, params.track_id);
    return undefined;
  });

  mount(app, contract.retryTrack, async ({ c, env, params, principal }) => {
    await retryTrack(env, params.track_id, principal, traceparent(c.get("trace")), new Date());
    c.executionCtx.waitUntil(dispatchInBackground(env));
    return show(c, env, params.track_id, principal);
  });

  mount(app, contract.publishTrack, async ({ c, env, params, principal }) => {
    await publishAsItIs(env, params.track_id, principal, new Date());
    await afterChange(c, env, params.track_id);
    return show(c, env, params.track_id, principal);
  });

  mount(app, contract.replaceAudio, async ({ c, env, params, principal }) => {
    await receiveReplacement(env, c.req.raw, params.track_id, principal, traceparent(c.get("trace")));
    c.executionCtx.waitUntil(dispatchInBackground(env));
    return show(c, env, params.track_id, principal);
  });

  mount(app, contract.putArtwork, async ({ c, env, params, principal }) => {
    await setArtwork(
      env,
      params.track_id,
      c.req.raw.body,
      principal,
      traceparent(c.get("trace")),
      new Date(),
    );
    await afterChange(c, env, params.track_id);
    return show(c, env, params.track_id, principal);
  });
}

async function show(c: Ctx, env: ApiEnv, trackId: string, viewer: Principal) {
  const row = await readTrack(env, trackId, viewer);
  c.header("etag", revisionTag(row.track.revision));
  return toTrack(row, viewer, env.GRANT_SECRET, new Date());
}

/** Who may hear it is told before the answer, so that what the client does next already counts. */
async function afterChange(c: Ctx, env: ApiEnv, trackId: string): Promise<void> {
  await syncAccessNow(env, trackId, c.get("log"));
  c.executionCtx.waitUntil(dispatchInBackground(env));
}
