import { and, eq, type SQL, sql } from "drizzle-orm";
import type { Db, Statements } from "../../db/client.ts";
import { oneAtATime } from "../../db/one-at-a-time.ts";
import { uploads } from "./schema.ts";

export type UploadRow = typeof uploads.$inferSelect;

export type NewUpload = Pick<
  UploadRow,
  | "id"
  | "user_id"
  | "draft"
  | "replaces_track_id"
  | "room_id"
  | "file_name"
  | "metadata"
  | "length"
  | "object_key"
  | "multipart_id"
  | "hash_state"
  | "expires_at"
>;

const isOpen = sql`status = 'open' and expires_at > now()`;

/**
 * Inserts an upload if its user has fewer than `most_open` begun and `also` holds. One at a time a user, so
 * that many at once can't all find room. @returns whether it was inserted
 */
export async function insertWithin(db: Db, row: NewUpload, most_open: number, also: SQL): Promise<boolean> {
  const inserted = await oneAtATime(
    db,
    `uploads:${row.user_id}`,
    sql`insert into uploads (id, user_id, draft, replaces_track_id, room_id, file_name, metadata, length, object_key, multipart_id, hash_state, expires_at)
      select ${row.id}, ${row.user_id}, ${row.draft === null ? null : JSON.stringify(row.draft)}::jsonb, ${row.replaces_track_id},
        ${row.room_id}, ${row.file_name}, ${row.metadata}, ${row.length}::bigint,
        ${row.object_key}, ${row.multipart_id}, ${row.hash_state}, ${row.expires_at.toISOString()}::timestamptz
      where (select count(*) from uploads where user_id = ${row.user_id} and ${isOpen}) < ${most_open}::int and ${also}
      returning id`,
  );
  return inserted > 0;
}

/** Holds where a user has sent no more than `budget` bytes to rooms within 24 hours, `length` included. */
export const withinRoomBudget = (userId: string, length: number, budget: number): SQL =>
  sql`${length}::bigint + (
    select coalesce(sum(length), 0) from uploads
    where user_id = ${userId} and room_id is not null and status in ('open', 'done')
      and created_at > now() - interval '24 hours'
  ) <= ${budget}::bigint`;

/** Bytes that open uploads of a user promise to become audio. */
export const promisedBytes = (userId: string): SQL =>
  sql`(select coalesce(sum(length), 0) from uploads where user_id = ${userId} and room_id is null and ${isOpen})`;

export async function countOpen(db: Db, userId: string): Promise<number> {
  const result = await db.execute<{ n: number }>(
    sql`select count(*)::int as n from uploads where user_id = ${userId} and ${isOpen}`,
  );
  return result.rows[0]?.n ?? 0;
}

export async function holds(db: Db, condition: SQL): Promise<boolean> {
  const result = await db.execute<{ holds: boolean }>(sql`select ${condition} as holds`);
  return result.rows[0]?.holds === true;
}

export async function findUpload(db: Db, id: string, userId: string): Promise<UploadRow | null> {
  const rows = await db
    .select()
    .from(uploads)
    .where(and(eq(uploads.id, id), eq(uploads.user_id, userId)));
  return rows[0] ?? null;
}

/**
 * Writes an upload's state if nobody else did since it was read: the revision is the pen. @returns the new
 * revision, or null when another request holds the pen now.
 */
export async function advanceUpload(
  db: Db,
  row: Pick<UploadRow, "id" | "revision">,
  set: Partial<
    Pick<UploadRow, "offset" | "parts" | "tail_key" | "tail_bytes" | "hash_state" | "status" | "expires_at">
  >,
): Promise<number | null> {
  const rows = await db
    .update(uploads)
    .set({ ...set, revision: row.revision + 1, updated_at: new Date() })
    .where(and(eq(uploads.id, row.id), eq(uploads.revision, row.revision), eq(uploads.status, "open")))
    .returning({ revision: uploads.revision });
  return rows[0]?.revision ?? null;
}

/**
 * Part of the batch or transaction that makes the track: the upload is done and says which track it became.
 */
export const finishUpload = (db: Statements, id: string, trackId: string) =>
  db
    .update(uploads)
    .set({ status: "done", track_id: trackId, updated_at: new Date() })
    .where(and(eq(uploads.id, id), eq(uploads.status, "open")));

/** Part of the batch that makes a room's file of it. */
export const finishRoomUpload = (db: Db, id: string, attachmentId: string) =>
  db
    .update(uploads)
    .set({ status: "done", attachment_id: attachmentId, updated_at: new Date() })
    .where(and(eq(uploads.id, id), eq(uploads.status, "open")));

export const findExpired = (db: Db, limit: number) =>
  db
    .select()
    .from(uploads)
    .where(and(eq(uploads.status, "open"), sql`${uploads.expires_at} < now()`))
    .limit(limit);
