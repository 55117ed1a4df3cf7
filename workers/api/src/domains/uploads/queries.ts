import { and, eq, type SQL, sql } from "drizzle-orm";
import type { Db } from "../../db/client.ts";
import { oneAtATime } from "../../db/one-at-a-time.ts";
import { uploads } from "./schema.ts";

export type UploadRow = typeof uploads.$inferSelect;

export const insertUpload = (db: Db, row: typeof uploads.$inferInsert) => db.insert(uploads).values(row);

/**
 * Inserts an upload for a room if its user has sent no more than `budget` bytes to rooms within 24 hours, it included. One at a time a
 * user, so that two at once can't both pass. @returns whether it was inserted
 */
export async function insertWithinBudget(
  db: Db,
  row: Required<
    Pick<
      UploadRow,
      | "id"
      | "user_id"
      | "room_id"
      | "file_name"
      | "metadata"
      | "length"
      | "object_key"
      | "multipart_id"
      | "hash_state"
      | "expires_at"
    >
  >,
  budget: number,
): Promise<boolean> {
  const inserted = await oneAtATime(
    db,
    `room-files:${row.user_id}`,
    sql`insert into uploads (id, user_id, room_id, file_name, metadata, length, object_key, multipart_id, hash_state, expires_at)
      select ${row.id}, ${row.user_id}, ${row.room_id}, ${row.file_name}, ${row.metadata}, ${row.length}::bigint,
        ${row.object_key}, ${row.multipart_id}, ${row.hash_state}, ${row.expires_at.toISOString()}::timestamptz
      where ${row.length}::bigint + (
        select coalesce(sum(length), 0) from uploads
        where user_id = ${row.user_id} and room_id is not null and status in ('open', 'done')
          and created_at > now() - interval '24 hours'
      ) <= ${budget}::bigint
      returning id`,
  );
  return inserted > 0;
}

export async function findUpload(db: Db, id: string, userId: string): Promise<UploadRow | null> {
  const rows = await db
    .select()
    .from(uploads)
    .where(and(eq(uploads.id, id), eq(uploads.user_id, userId)));
  return rows[0] ?? null;
}

/**
 * Writes an upload's state if nobody else did since it was read: the revision is the pen. @returns the new revision,
 * or null when another request holds the pen now.
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

/** Part of the batch that makes the track: the upload is done and says which track it became. */
export const finishUpload = (db: Db, id: string, trackId: string) =>
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

export const finishUploadSql = (id: string, trackId: string): SQL =>
  sql`update uploads set status = 'done', track_id = ${trackId}, updated_at = now() where id = ${id} and status = 'open' and exists (select 1 from changed)`;

export const findExpired = (db: Db, limit: number) =>
  db
    .select()
    .from(uploads)
    .where(and(eq(uploads.status, "open"), sql`${uploads.expires_at} < now()`))
    .limit(limit);
