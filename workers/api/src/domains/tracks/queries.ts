import { and, desc, eq, getTableColumns, inArray, isNotNull, isNull, type SQL, sql } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import type { Db, Statements } from "../../db/client.ts";
import type { Place } from "../../db/cursor.ts";
import type { Transaction } from "../../db/transaction.ts";
import { users } from "../accounts/schema.ts";
import { tracks, trackVersions } from "./schema.ts";

const current = alias(trackVersions, "current");
const latest = alias(trackVersions, "latest");

/**
 * How many uploads are at work or wait before one that waits; null for one that does not. What is a day old
 * is no queue.
 */
const queuedBefore = sql<
  number | null
>`case when ${latest.status} = 'processing' and ${latest.stage} is null then (
  select count(*)::int from track_versions before
  where before.status = 'processing' and before.created_at > now() - interval '1 day'
    and (before.created_at, before.track_id) < (${latest.created_at}, ${latest.track_id})
) end`;

/** A track with its uploader, the version that listeners hear and the newest one. */
const selectTracks = (db: Db) =>
  db
    .select({
      track: getTableColumns(tracks),
      uploader: { id: users.id, username: users.username, avatar_url: users.avatar_url },
      current: getTableColumns(current),
      latest: getTableColumns(latest),
      queued_before: queuedBefore,
    })
    .from(tracks)
    .innerJoin(users, eq(users.id, tracks.uploader_id))
    .leftJoin(current, and(eq(current.track_id, tracks.id), eq(current.version, tracks.current_version)))
    .innerJoin(latest, and(eq(latest.track_id, tracks.id), eq(latest.version, tracks.latest_version)));

export type TrackRow = Awaited<ReturnType<typeof findTracks>>[number];

const findTracks = (db: Db, where: SQL | undefined) => selectTracks(db).where(where);

/** Deleted ones too: the caller's policy decides. */
export async function findTrack(db: Db, id: string): Promise<TrackRow | null> {
  return (await findTracks(db, eq(tracks.id, id)))[0] ?? null;
}

/** Deleted ones too, in no order. */
export const findTracksById = (db: Db, ids: string[]): Promise<TrackRow[]> =>
  ids.length === 0 ? Promise.resolve([]) : findTracks(db, inArray(tracks.id, ids));

/** A track and the account that asks for it, in one round trip; null when one of them is not there. */
export async function findTrackAndUser(db: Db, trackId: string, userId: string) {
  const [rows, viewers] = await db.batch([
    selectTracks(db).where(eq(tracks.id, trackId)),
    db
      .select({ role: users.role, email_verified_at: users.email_verified_at })
      .from(users)
      .where(and(eq(users.id, userId), isNull(users.deleted_at))),
  ]);
  const [row, user] = [rows[0], viewers[0]];
  return row === undefined || user === undefined ? null : { row, user };
}

export interface PublishedFilter {
  genre?: string | undefined;
  tag?: string | undefined;
  uploader_id?: string | undefined;
}

/** What public lists hold. */
export const published = (filter: PublishedFilter) =>
  and(
    eq(tracks.visibility, "public"),
    isNotNull(tracks.current_version),
    isNull(tracks.deleted_at),
    filter.genre === undefined ? undefined : sql`lower(${tracks.genre}) = lower(${filter.genre})`,
    filter.tag === undefined ? undefined : sql`${tracks.tags} @> array[${filter.tag}]::text[]`,
    filter.uploader_id === undefined ? undefined : eq(tracks.uploader_id, filter.uploader_id),
  );

export const listNewest = (
  db: Db,
  filter: PublishedFilter,
  after: Place | null,
  limit: number,
): Promise<TrackRow[]> =>
  selectTracks(db)
    .where(
      and(
        published(filter),
        after === null
          ? undefined
          : sql`(${tracks.published_at}, ${tracks.id}) < (${after.value}::timestamptz, ${after.id})`,
      ),
    )
    .orderBy(desc(tracks.published_at), desc(tracks.id))
    .limit(limit);

/** Everything that an uploader has, whatever its state. */
export const listOwn = (db: Db, userId: string, after: Place | null, limit: number): Promise<TrackRow[]> =>
  selectTracks(db)
    .where(
      and(
        eq(tracks.uploader_id, userId),
        isNull(tracks.deleted_at),
        after === null ? undefined : sql`${tracks.id} < ${after.id}`,
      ),
    )
    .orderBy(desc(tracks.id))
    .limit(limit);

export const insertTrack = (db: Db, row: typeof tracks.$inferInsert) => db.insert(tracks).values(row);
export const insertVersion = (db: Statements, row: typeof trackVersions.$inferInsert) =>
  db.insert(trackVersions).values(row);

/**
 * A track of its id that is not deleted, which nobody else changes until the transaction ends; with its
 * newest version.
 */
export async function lockTrack(tx: Transaction, id: string) {
  const rows = await tx
    .select({ track: getTableColumns(tracks), latest: getTableColumns(trackVersions) })
    .from(tracks)
    .innerJoin(
      trackVersions,
      and(eq(trackVersions.track_id, tracks.id), eq(trackVersions.version, tracks.latest_version)),
    )
    .where(and(eq(tracks.id, id), isNull(tracks.deleted_at)))
    .for("update");
  return rows[0] ?? null;
}

/** A track, deleted or not, and one version of it, which nobody else changes until the transaction ends. */
export async function lockVersion(tx: Transaction, id: string, version: number) {
  const rows = await tx
    .select({ track: getTableColumns(tracks), version: getTableColumns(trackVersions) })
    .from(tracks)
    .innerJoin(trackVersions, eq(trackVersions.track_id, tracks.id))
    .where(and(eq(tracks.id, id), eq(trackVersions.version, version)))
    .for("update");
  return rows[0] ?? null;
}

/** Changes a track in a way that readers see. */
export const setTrack = (tx: Transaction, id: string, set: Partial<typeof tracks.$inferInsert>) =>
  tx
    .update(tracks)
    .set({ ...set, revision: sql`${tracks.revision} + 1`, updated_at: sql`now()` })
    .where(eq(tracks.id, id));

/** Changes one version of a track. */
export const setVersion = (
  tx: Transaction,
  id: string,
  version: number,
  set: Partial<typeof trackVersions.$inferInsert>,
) =>
  tx
    .update(trackVersions)
    .set({ ...set, updated_at: sql`now()` })
    .where(and(eq(trackVersions.track_id, id), eq(trackVersions.version, version)));

/** Tracks whose 30 days after deletion are over, with the keys of their originals. */
export async function findPurgeable(db: Db, limit: number): Promise<{ id: string; source_keys: string[] }[]> {
  return db
    .select({ id: tracks.id, source_keys: sql<string[]>`json_agg(${trackVersions.source_key})` })
    .from(tracks)
    .innerJoin(trackVersions, eq(trackVersions.track_id, tracks.id))
    .where(and(sql`${tracks.deleted_at} < now() - interval '30 days'`, isNull(tracks.purged_at)))
    .groupBy(tracks.id)
    .limit(limit);
}

export const markPurged = (db: Db, id: string) =>
  db.update(tracks).set({ purged_at: sql`now()` }).where(eq(tracks.id, id));

/** How many versions stand in each state: gauges of /metrics. */
export async function countVersions(db: Db): Promise<{ status: string; count: number }[]> {
  return db
    .select({ status: trackVersions.status, count: sql<number>`count(*)::int` })
    .from(trackVersions)
    .groupBy(trackVersions.status);
}

/**
 * Bytes of the originals that somebody has stored, those of deleted tracks included until they are erased.
 */
export const storedBytes = (userId: string): SQL =>
  sql`(select coalesce(sum(v.source_bytes), 0) from track_versions v join tracks t on t.id = v.track_id
    where t.uploader_id = ${userId} and t.purged_at is null)`;
