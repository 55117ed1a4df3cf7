import type { Entitlement } from "@veza/contracts/rpc";
import { openDatabase } from "../../db/client.ts";
import type { ApiEnv } from "../../env.ts";
import { recordModerator } from "./moderator-trace.ts";
import { canHear } from "./policy.ts";
import { findTrackAndUser } from "./queries.ts";
import { factsOf, toCard } from "./view.ts";

/** As long as a grant: a track made private while it plays stops within this time. */
export const ENTITLEMENT_MS = 5 * 60_000;

/**
 * May this account hear this track, and what of it? The rules are those of `GET /api/v1/tracks/{track_id}`;
 * one round trip to the database. Null says no, and neither whether there is such a track nor such an
 * account.
 */
export async function entitle(
  env: ApiEnv,
  userId: string,
  trackId: string,
  now: Date,
): Promise<Entitlement | null> {
  const found = await findTrackAndUser(openDatabase(env), trackId, userId);
  if (found === null) return null;
  const { row, user } = found;
  const viewer = { user_id: userId, role: user.role };
  if (!canHear(factsOf(row), viewer) || row.current === null || row.current.duration_ms === null) return null;
  await recordModerator(env, [row], viewer, "hear", now);
  return {
    track: await toCard(row, viewer, env.GRANT_SECRET, now),
    duration_ms: row.current.duration_ms,
    folder: `v${row.current.version}`,
    may_lossless: user.email_verified_at !== null,
    expires_at_ms: now.getTime() + ENTITLEMENT_MS,
  };
}
