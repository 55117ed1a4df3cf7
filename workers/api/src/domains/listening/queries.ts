import { PLAY_WINDOW_MS } from "@veza/contracts/events";
import { and, desc, eq, getTableColumns, gte, isNull, type SQL, sql } from "drizzle-orm";
import type { Db } from "../../db/client.ts";
import type { Place } from "../../db/cursor.ts";
import { oneAtATime } from "../../db/one-at-a-time.ts";
import { tracks, trackVersions } from "../tracks/schema.ts";
import { BEGINNING_MS, END_SHARE } from "./policy.ts";
import { listeningHistory, listeningSettings, playSlices, plays } from "./schema.ts";

export type HistoryRow = typeof listeningHistory.$inferSelect;

/**
 * Everything about one listener happens one after the other: plays, stops, and turning the history on and
 * off.
 */
const lockOf = (listener: string) => `listener:${listener}`;
const instant = (at: Date) => sql`${at.toISOString()}::timestamptz`;
const SLICE_MS = 300_000;
const sliceOf = (at: Date) => new Date(Math.floor(at.getTime() / SLICE_MS) * SLICE_MS);

/** The account, if it is there and what it heard at `at` is to be written down. */
const rememberingUser = (userId: string, at: Date) => sql`
  select u.id from users u
  where u.id = ${userId} and u.deleted_at is null and not exists (
    select 1 from listening_settings s where s.user_id = u.id and (not s.is_history_on or s.since >= ${instant(at)})
  )`;

export interface Play {
  event_id: string;
  track_id: string;
  listener: string;
  kind: "user" | "guest";
  at: Date;
}

/**
 * Counts a play unless the same listener's play of the same track counted within PLAY_WINDOW_MS of it: the
 * count of the track, the slice of the operator and the listener's history, in one statement. Tracks and
 * accounts that are not there change nothing. @returns whether it counted
 */
export async function countPlay(db: Db, play: Play): Promise<boolean> {
  const { event_id, track_id, listener, kind } = play;
  const at = instant(play.at);
  const reach = sql`make_interval(secs => ${PLAY_WINDOW_MS / 1000}::double precision)`;
  const known =
    kind === "guest"
      ? sql`true`
      : sql`exists (select 1 from users where id = ${listener} and deleted_at is null)`;
  const remembered = sql`, remembered as (
      insert into listening_history (user_id, track_id, last_played_at, play_count)
      select u.id, counted.track_id, ${at}, 1 from counted, (${rememberingUser(listener, play.at)}) u
      on conflict (user_id, track_id) do update set
        last_played_at = greatest(listening_history.last_played_at, excluded.last_played_at),
        play_count = listening_history.play_count + 1, removed_at = null
      where listening_history.removed_at is null or listening_history.removed_at < excluded.last_played_at
    )`;
  const counted = await oneAtATime(
    db,
    lockOf(listener),
    sql`
    with counted as (
      insert into plays (event_id, track_id, listener, counted_at)
      select ${event_id}, t.id, ${listener}, ${at} from tracks t
      where t.id = ${track_id} and t.deleted_at is null and t.current_version is not null and ${known}
        and not exists (
          select 1 from plays p
          where p.listener = ${listener} and p.track_id = t.id and p.counted_at > ${at} - ${reach} and p.counted_at < ${at} + ${reach}
        )
      on conflict (event_id) do nothing
      returning track_id
    ), raised as (
      update tracks set play_count = play_count + 1 where id in (select track_id from counted)
    ), sliced as (
      insert into play_slices (at, plays) select ${instant(sliceOf(play.at))}, 1 from counted
      on conflict (at) do update set plays = play_slices.plays + 1
    )${kind === "user" ? remembered : sql``}
    select 1 from counted`,
  );
  return counted > 0;
}

/** Writes down where a user left a track, unless a newer event said so already or no history is kept. */
export async function rememberStop(
  db: Db,
  stop: { user_id: string; track_id: string; position_ms: number | null; at: Date },
): Promise<void> {
  const at = instant(stop.at);
  await oneAtATime(
    db,
    lockOf(stop.user_id),
    sql`
    insert into listening_history (user_id, track_id, last_played_at, position_ms, position_at)
    select u.id, t.id, ${at}, ${stop.position_ms}::int, ${at}
    from (${rememberingUser(stop.user_id, stop.at)}) u, tracks t
    where t.id = ${stop.track_id} and t.deleted_at is null
    on conflict (user_id, track_id) do update set
      last_played_at = greatest(listening_history.last_played_at, excluded.last_played_at),
      position_ms = case when listening_history.position_at >= excluded.position_at
        then listening_history.position_ms else excluded.position_ms end,
      position_at = greatest(listening_history.position_at, excluded.position_at),
      removed_at = null
    where listening_history.removed_at is null or listening_history.removed_at < excluded.last_played_at`,
  );
}

/**
 * The history of a user, newest first. `visible` is what the user may see of `tracks`: what is left out is
 * left out here, so that every page is full.
 */
export const listHistory = (
  db: Db,
  userId: string,
  visible: SQL | undefined,
  options: { unfinished_since: Date | null; after: Place | null; limit: number },
): Promise<HistoryRow[]> => {
  const { unfinished_since, after } = options;
  return db
    .select(getTableColumns(listeningHistory))
    .from(listeningHistory)
    .innerJoin(tracks, eq(tracks.id, listeningHistory.track_id))
    .leftJoin(
      trackVersions,
      and(eq(trackVersions.track_id, tracks.id), eq(trackVersions.version, tracks.current_version)),
    )
    .where(
      and(
        eq(listeningHistory.user_id, userId),
        isNull(listeningHistory.removed_at),
        visible,
        unfinished_since === null
          ? undefined
          : and(
              gte(listeningHistory.position_ms, BEGINNING_MS),
              sql`${listeningHistory.position_ms} < ${trackVersions.duration_ms} * ${END_SHARE}::double precision`,
              gte(listeningHistory.last_played_at, unfinished_since),
            ),
        after === null
          ? undefined
          : sql`(${listeningHistory.last_played_at}, ${listeningHistory.track_id}) < (${after.value}::timestamptz, ${after.id})`,
      ),
    )
    .orderBy(desc(listeningHistory.last_played_at), desc(listeningHistory.track_id))
    .limit(options.limit);
};

/** Forgets everything, also what is still on its way here. The switch stays as it is. */
export async function clearHistory(db: Db, userId: string, now: Date): Promise<void> {
  await oneAtATime(
    db,
    lockOf(userId),
    sql`
    with cleared as (delete from listening_history where user_id = ${userId})
    insert into listening_settings (user_id, is_history_on, since)
    select id, true, ${instant(now)} from users where id = ${userId}
    on conflict (user_id) do update set since = excluded.since`,
  );
}

/** Forgets one track, and what is still on its way of it. */
export async function removeFromHistory(db: Db, userId: string, trackId: string, now: Date): Promise<void> {
  await oneAtATime(
    db,
    lockOf(userId),
    sql`
    update listening_history
    set removed_at = ${instant(now)}, position_ms = null, position_at = ${instant(now)}, play_count = 0
    where user_id = ${userId} and track_id = ${trackId} and removed_at is null`,
  );
}

export async function isHistoryOn(db: Db, userId: string): Promise<boolean> {
  const rows = await db
    .select({ on: listeningSettings.is_history_on })
    .from(listeningSettings)
    .where(eq(listeningSettings.user_id, userId));
  return rows[0]?.on ?? true;
}

/** When this is done, no event that is under way writes by the old setting any more. */
export async function setHistory(db: Db, userId: string, on: boolean, now: Date): Promise<void> {
  await oneAtATime(
    db,
    lockOf(userId),
    sql`
    insert into listening_settings (user_id, is_history_on, since)
    select id, ${on}::boolean, 'epoch'::timestamptz from users where id = ${userId}
    on conflict (user_id) do update set
      is_history_on = excluded.is_history_on,
      since = case when excluded.is_history_on and not listening_settings.is_history_on
        then ${instant(now)} else listening_settings.since end`,
  );
}

export const forgetPlays = (db: Db, before: Date) =>
  db.delete(plays).where(sql`${plays.counted_at} < ${instant(before)}`);

export const forgetRemoved = (db: Db, before: Date) =>
  db.delete(listeningHistory).where(sql`${listeningHistory.removed_at} < ${instant(before)}`);

export const forgetPlaySlices = (db: Db, before: Date) =>
  db.delete(playSlices).where(sql`${playSlices.at} < ${instant(before)}`);

/** Plays since `from`, added up in slices of `slice_ms` that begin at multiples of it since 1970. */
export async function sumPlays(
  db: Db,
  from: Date,
  slice_ms: number,
): Promise<{ at_ms: number; plays: number }[]> {
  const slice = sql`floor(extract(epoch from at) * 1000 / ${slice_ms}::double precision)`;
  const result = await db.execute<{ at_ms: number; plays: number }>(sql`
    select (${slice} * ${slice_ms}::double precision)::double precision as at_ms, sum(plays)::int as plays
    from play_slices where at >= ${instant(from)} group by 1`);
  return result.rows;
}
