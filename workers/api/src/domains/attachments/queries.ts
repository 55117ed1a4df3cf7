import { and, eq, inArray, isNotNull, isNull, lt, or, type SQL, sql } from "drizzle-orm";
import type { Db } from "../../db/client.ts";
import { attachments } from "./schema.ts";

export type AttachmentRow = typeof attachments.$inferSelect;

export type NewAttachment = typeof attachments.$inferInsert;

/** Once an id: a second call changes nothing. */
export const insertAttachment = (db: Db, row: NewAttachment) =>
  db.insert(attachments).values(row).onConflictDoNothing({ target: attachments.id });

export async function findAttachment(db: Db, id: string): Promise<AttachmentRow | null> {
  const rows = await db
    .select()
    .from(attachments)
    .where(and(eq(attachments.id, id), isNull(attachments.released_at)));
  return rows[0] ?? null;
}

/**
 * Takes a file that waits, so that one request at a time has it scanned. Null: somebody else has it, or it
 * does not wait.
 */
export async function takeForScan(db: Db, id: string, seconds: number): Promise<AttachmentRow | null> {
  const rows = await db
    .update(attachments)
    .set({ busy_until: sql`now() + make_interval(secs => ${seconds})` })
    .where(
      and(
        eq(attachments.id, id),
        eq(attachments.status, "processing"),
        isNull(attachments.released_at),
        or(isNull(attachments.busy_until), sql`${attachments.busy_until} < now()`),
      ),
    )
    .returning();
  return rows[0] ?? null;
}

/** Writes what became of a file that waited. @returns whether it still did */
export async function settleAttachment(
  db: Db,
  id: string,
  set: Partial<typeof attachments.$inferInsert>,
): Promise<boolean> {
  const rows = await db
    .update(attachments)
    .set({ ...set, updated_at: new Date() })
    .where(and(eq(attachments.id, id), eq(attachments.status, "processing"), isNull(attachments.released_at)))
    .returning({ id: attachments.id });
  return rows.length > 0;
}

/** Not before that time is it tried again. */
export const waitWithScan = (db: Db, id: string, seconds: number) =>
  db
    .update(attachments)
    .set({ busy_until: sql`now() + make_interval(secs => ${seconds})` })
    .where(and(eq(attachments.id, id), eq(attachments.status, "processing")));

/** A user's files for a room that a message may name: all of these, marked as held, or none. */
export async function holdAttachments(
  db: Db,
  who: { user_id: string; room_id: string },
  ids: string[],
): Promise<AttachmentRow[]> {
  const good = and(
    inArray(attachments.id, ids),
    eq(attachments.user_id, who.user_id),
    eq(attachments.room_id, who.room_id),
    eq(attachments.status, "ready"),
    isNull(attachments.released_at),
  );
  return db
    .update(attachments)
    .set({ held_at: sql`coalesce(${attachments.held_at}, now())` })
    .where(and(good, sql`(select count(*) from attachments where ${good}) = ${ids.length}`))
    .returning();
}

/** Nobody gets these any more. @returns which of them somebody could get until now */
export const releaseAttachments = (db: Db, where: SQL) =>
  db
    .update(attachments)
    .set({ released_at: sql`now()`, updated_at: sql`now()` })
    .where(and(isNull(attachments.released_at), where))
    .returning({ id: attachments.id });

export const ofRoom = (roomId: string, ids: string[]): SQL =>
  sql`${attachments.room_id} = ${roomId} and ${inArray(attachments.id, ids)}`;
export const ownUnheld = (userId: string, id: string): SQL =>
  sql`${attachments.id} = ${id} and ${attachments.user_id} = ${userId} and ${attachments.held_at} is null`;
export const unheldSince = (before: Date): SQL =>
  sql`${isNull(attachments.held_at)} and ${lt(attachments.created_at, before)}`;

/**
 * Released files, but for those that may still be written: a run of the transcoder may write for 20 minutes.
 */
export const findErasable = (db: Db, limit: number): Promise<AttachmentRow[]> =>
  db
    .select()
    .from(attachments)
    .where(
      and(
        isNotNull(attachments.released_at),
        or(
          sql`${attachments.status} <> 'processing'`,
          isNull(attachments.busy_until),
          sql`${attachments.updated_at} < now() - interval '25 minutes'`,
        ),
      ),
    )
    .limit(limit);

export const forgetAttachment = (db: Db, id: string) =>
  db.delete(attachments).where(and(eq(attachments.id, id), isNotNull(attachments.released_at)));

/** What came in and is of no use any more: a crash came before it was erased. */
export const findLeftovers = (db: Db, limit: number): Promise<AttachmentRow[]> =>
  db
    .select()
    .from(attachments)
    .where(
      and(
        isNotNull(attachments.source_key),
        sql`(${attachments.kind} = 'image' or ${attachments.status} = 'refused')`,
        sql`${attachments.status} <> 'processing'`,
        sql`${attachments.updated_at} < now() - interval '5 minutes'`,
      ),
    )
    .limit(limit);

export const forgetSource = (db: Db, id: string) =>
  db.update(attachments).set({ source_key: null }).where(eq(attachments.id, id));
