import type { Logger } from "@veza/core/log";
import { released } from "@veza/worker-kit/rpc-result";
import { openDatabase } from "../../db/client.ts";
import type { ApiEnv } from "../../env.ts";
import { findPurgeable, markPurged } from "./queries.ts";

/**
 * Erases the objects of tracks that were deleted 30 days ago. Marked last, so that a crash repeats the
 * erasing.
 */
export async function purgeDeletedTracks(env: ApiEnv, log: Logger): Promise<void> {
  const db = openDatabase(env);
  for (const track of await findPurgeable(db, 20)) {
    try {
      await released(env.STREAM_RPC.purgeTrack(track.id));
      await env.MEDIA.delete(track.source_keys);
      await markPurged(db, track.id);
      log.info("track purged", { track_id: track.id });
    } catch (cause) {
      // It comes again; those behind it don't wait for it.
      log.error("track not purged", cause, { track_id: track.id });
    }
  }
}
