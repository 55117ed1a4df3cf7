import type { DataOf } from "@veza/contracts/events";
import type { HistoryEntry } from "@veza/contracts/http/listening";
import type { Logger } from "@veza/core/log";
import type { Principal } from "@veza/worker-kit/principal";
import { openDatabase } from "../../db/client.ts";
import { decodeTimeCursor, toPage } from "../../db/cursor.ts";
import type { ApiEnv } from "../../env.ts";
import { readTracks } from "../tracks/service.ts";
import { toTrack } from "../tracks/view.ts";
import { visibleTo } from "../tracks/visibility.ts";
import {
  canBeCounted,
  instantOf,
  listenerKind,
  PLAY_KEPT_MS,
  resumePosition,
  UNFINISHED_FOR_MS,
} from "./policy.ts";
import {
  countPlay,
  forgetPlaySlices,
  forgetPlays,
  forgetRemoved,
  listHistory,
  rememberStop,
  sumPlays,
} from "./queries.ts";

/** What plots of plays show at most. */
const SLICES_KEPT_MS = 91 * 86_400_000;

/**
 * Counts a play once per listener, track and window, however often and in whatever order events come.
 * @returns whether it counted
 */
export async function onPlayQualified(
  env: ApiEnv,
  event: { id: string; occurred_at: string; data: DataOf<"play.qualified"> },
  now: Date,
  log: Logger,
): Promise<boolean> {
  const { track_id, listener } = event.data;
  const kind = listenerKind(listener);
  const at = instantOf(event.occurred_at, now);
  if (kind === "unknown" || !canBeCounted(at, now)) {
    log.warn("play not counted", { reason: kind === "unknown" ? "no listener of ours" : "too late" });
    return false;
  }
  return countPlay(openDatabase(env), { event_id: event.id, track_id, listener, kind, at });
}

/** Writes down where a user left a track, if the user keeps a history. */
export async function onListeningStopped(
  env: ApiEnv,
  event: { occurred_at: string; data: DataOf<"listening.stopped"> },
  now: Date,
): Promise<void> {
  const { user_id, track_id, position_ms, duration_ms } = event.data;
  await rememberStop(openDatabase(env), {
    user_id,
    track_id,
    position_ms: resumePosition(position_ms, duration_ms),
    at: instantOf(event.occurred_at, now),
  });
}

/** A page of somebody's history with the tracks as this person gets them. Throws `invalid_cursor`. */
export async function readHistory(
  env: ApiEnv,
  viewer: Principal,
  query: { cursor?: string | undefined; limit: number; unfinished: boolean },
  now: Date,
): Promise<{ items: HistoryEntry[]; next_cursor: string | null }> {
  const rows = await listHistory(openDatabase(env), viewer.user_id, visibleTo(viewer), {
    unfinished_since: query.unfinished ? new Date(now.getTime() - UNFINISHED_FOR_MS) : null,
    after: decodeTimeCursor(query.cursor),
    limit: query.limit + 1,
  });
  const page = toPage(rows, query.limit, (row) => ({
    value: row.last_played_at.toISOString(),
    id: row.track_id,
  }));
  const tracks = await readTracks(
    env,
    page.rows.map((row) => row.track_id),
    viewer,
  );
  const byId = new Map(tracks.map((row) => [row.track.id, row]));
  const items = page.rows.map(async (row): Promise<HistoryEntry[]> => {
    const track = byId.get(row.track_id);
    // Withdrawn between the two reads.
    if (track === undefined) return [];
    return [
      {
        track: await toTrack(track, viewer, env.GRANT_SECRET, now),
        last_played_at: row.last_played_at.toISOString(),
        position_ms: row.position_ms,
        play_count: row.play_count,
      },
    ];
  });
  return { items: (await Promise.all(items)).flat(), next_cursor: page.next_cursor };
}

/** For the operator's plots: plays since `from` in slices of `slice_ms`. */
export const playsBySlice = (env: ApiEnv, from: Date, slice_ms: number) =>
  sumPlays(openDatabase(env), from, slice_ms);

/** Deletes what no event can be held against any more. */
export async function forgetOldPlays(env: ApiEnv, now: Date): Promise<void> {
  const db = openDatabase(env);
  const before = (age_ms: number) => new Date(now.getTime() - age_ms);
  await db.batch([
    forgetPlays(db, before(PLAY_KEPT_MS)),
    forgetRemoved(db, before(PLAY_KEPT_MS)),
    forgetPlaySlices(db, before(SLICES_KEPT_MS)),
  ]);
}
