import { transaction } from "../../db/transaction.ts";
import type { ApiEnv } from "../../env.ts";
import { actorOf, writeAudit } from "../audit/service.ts";
import { seesAsModerator, type Viewer } from "./policy.ts";
import type { TrackRow } from "./queries.ts";
import { factsOf } from "./view.ts";

/**
 * Writes down that a moderator is given tracks that are not for everybody, before they are given: without the
 * line, nothing is.
 * @param how `read`: their data and addresses; `hear`: their sound
 */
export async function recordModerator(
  env: ApiEnv,
  rows: TrackRow[],
  viewer: Viewer,
  how: "read" | "hear",
  now: Date,
): Promise<void> {
  const hidden = rows.filter((row) => seesAsModerator(factsOf(row), viewer));
  if (viewer === null || hidden.length === 0) return;
  const actor = actorOf(viewer);
  await transaction(env, async (tx) => {
    for (const { track } of hidden)
      await writeAudit(
        tx,
        `track.${how}_as_moderator`,
        { actor, target_id: track.id, before: null, after: track },
        now,
      );
  });
}
