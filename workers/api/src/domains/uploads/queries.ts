import { and, eq, type SQL, sql } from "drizzle-orm";
import type { Db } from "../../db/client.ts";
import { uploads } from "./schema.ts";

export type UploadRow = typeof uploads.$inferSelect;

export const insertUpload = (db: Db, row: typeof uploads.$inferInsert) => db.insert(uploads).values(row);

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

export const finishUploadSql = (id: string, trackId: string): SQL =>
  sql`update uploads set status = 'done', track_id = ${trackId}, updated_at = now() where id = ${id} and status = 'open' and exists (select 1 from changed)`;

export const findExpired = (db: Db, limit: number) =>
  db
    .select()
    .from(uploads)
    .where(and(eq(uploads.status, "open"), sql`${uploads.expires_at} < now()`))
    .limit(limit);
