import { AppError } from "@veza/worker-kit/app-error";
import type { Principal } from "@veza/worker-kit/principal";
import { released } from "@veza/worker-kit/rpc-result";
import { transaction } from "../../db/transaction.ts";
import type { ApiEnv } from "../../env.ts";
import { insertOutbox } from "../outbox/write.ts";
import { publishedEvent } from "./events.ts";
import { publication } from "./publication.ts";
import { lockTrack, setTrack, setVersion } from "./queries.ts";
import { accessOf, readEditable } from "./service.ts";

/**
 * The artist's act on a version that was held back: it goes out as it is. Its files have been read back
 * already, so this is a swap; veza-stream is told first, as at the end of a run. Of two clicks one wins.
 * @throws `not_found`, `forbidden`, or `wrong_state` when nothing waits for a decision
 */
export async function publishAsItIs(
  env: ApiEnv,
  trackId: string,
  viewer: Principal,
  now: Date,
): Promise<void> {
  const row = await readEditable(env, trackId, viewer);
  const { latest, track } = row;
  const { version } = latest;
  if (latest.status !== "needs_review")
    throw new AppError("wrong_state", { detail: "Nothing of this track waits for your decision." });
  await released(
    env.STREAM_RPC.setTrackAccess({
      ...accessOf(row),
      current: `v${version}`,
      revision: track.revision + 1,
    }),
  );
  await transaction(env, async (tx) => {
    const locked = await lockTrack(tx, trackId);
    if (locked === null || locked.latest.version !== version || locked.latest.status !== "needs_review")
      throw new AppError("wrong_state", { detail: "This track was decided upon at this moment." });
    await setVersion(tx, trackId, version, { status: "completed" });
    await setTrack(tx, trackId, publication(locked.track, version, latest.has_picture, now));
    await insertOutbox(tx, [publishedEvent(trackId, now)]);
  });
}
