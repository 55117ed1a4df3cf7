import type { ChatAuthor } from "@veza/contracts/ws/chat-room";
import { and, count, eq, inArray, isNotNull, isNull, or, sql } from "drizzle-orm";
import type { Db } from "../../db/client.ts";
import type { Place } from "../../db/cursor.ts";
import { users } from "../accounts/schema.ts";
import { tracks } from "../tracks/schema.ts";
import { chatSettings, userBlocks } from "./schema.ts";

/** What everybody sees of somebody. */
const author = {
  user_id: users.id,
  username: users.username,
  avatar_url: users.avatar_url,
  is_bot: users.is_bot,
};

/** People of these ids that have an account now, in no order. */
export const findAuthors = async (db: Db, ids: string[]): Promise<ChatAuthor[]> =>
  ids.length === 0
    ? []
    : db
        .select(author)
        .from(users)
        .where(and(sql`${users.id} in ${ids}`, isNull(users.deleted_at)));

/** Verified accounts whose name begins so, without those that have blocked the viewer. */
export const findByPrefix = (
  db: Db,
  prefix: string,
  viewer: string,
  limit: number,
): Promise<ChatAuthor[]> => {
  const pattern = `${prefix.replaceAll(/[\\%_]/g, (sign) => `\\${sign}`)}%`;
  return db
    .select(author)
    .from(users)
    .where(
      and(
        sql`${users.username} like ${pattern}`,
        isNotNull(users.email_verified_at),
        isNull(users.deleted_at),
        sql`not exists (select 1 from user_blocks b where b.user_id = ${users.id} and b.blocked_id = ${viewer})`,
      ),
    )
    .orderBy(users.username)
    .limit(limit);
};

export async function findPerson(db: Db, userId: string, viewer: string) {
  const rows = await db
    .select({
      ...author,
      created_at: users.created_at,
      track_count: count(tracks.id),
      is_blocked: sql<boolean>`exists (select 1 from user_blocks b where b.user_id = ${viewer} and b.blocked_id = ${users.id})`,
    })
    .from(users)
    .leftJoin(
      tracks,
      and(
        eq(tracks.uploader_id, users.id),
        eq(tracks.visibility, "public"),
        isNotNull(tracks.current_version),
        isNull(tracks.deleted_at),
      ),
    )
    .where(and(eq(users.id, userId), isNull(users.deleted_at)))
    .groupBy(users.id);
  return rows[0] ?? null;
}

export const listBlocked = (db: Db, userId: string, after: Place | null, limit: number) =>
  db
    .select({ ...author, blocked_at: userBlocks.created_at })
    .from(userBlocks)
    .innerJoin(users, eq(users.id, userBlocks.blocked_id))
    .where(
      and(
        eq(userBlocks.user_id, userId),
        after === null
          ? undefined
          : sql`(${userBlocks.created_at}, ${userBlocks.blocked_id}) < (${after.value}::timestamptz, ${after.id})`,
      ),
    )
    .orderBy(sql`${userBlocks.created_at} desc, ${userBlocks.blocked_id} desc`)
    .limit(limit);

export const insertBlock = (db: Db, userId: string, blockedId: string, now: Date) =>
  db
    .insert(userBlocks)
    .values({ user_id: userId, blocked_id: blockedId, created_at: now })
    .onConflictDoNothing();
export const removeBlock = (db: Db, userId: string, blockedId: string) =>
  db.delete(userBlocks).where(and(eq(userBlocks.user_id, userId), eq(userBlocks.blocked_id, blockedId)));

export async function findBlock(db: Db, userId: string, blockedId: string): Promise<boolean> {
  const rows = await db
    .select({ at: userBlocks.created_at })
    .from(userBlocks)
    .where(and(eq(userBlocks.user_id, userId), eq(userBlocks.blocked_id, blockedId)));
  return rows.length > 0;
}

/** Which of these stand in a block with the user, whoever made it. */
export async function findBlocks(db: Db, userId: string, others: string[]): Promise<string[]> {
  if (others.length === 0) return [];
  const result = await db.execute<{ id: string }>(sql`
    select blocked_id as id from user_blocks where user_id = ${userId} and blocked_id in ${others}
    union select user_id from user_blocks where blocked_id = ${userId} and user_id in ${others}`);
  return result.rows.map(({ id }) => id);
}

/** Blocks between the user and these, each with the one who made it. */
export async function findBlocksBetween(
  db: Db,
  userId: string,
  others: string[],
): Promise<{ by: string; whom: string }[]> {
  if (others.length === 0) return [];
  return db
    .select({ by: userBlocks.user_id, whom: userBlocks.blocked_id })
    .from(userBlocks)
    .where(
      or(
        and(eq(userBlocks.user_id, userId), inArray(userBlocks.blocked_id, others)),
        and(eq(userBlocks.blocked_id, userId), inArray(userBlocks.user_id, others)),
      ),
    );
}

export async function findMailOn(db: Db, userId: string): Promise<boolean> {
  const rows = await db
    .select({ is_mail_on: chatSettings.is_mail_on })
    .from(chatSettings)
    .where(eq(chatSettings.user_id, userId));
  return rows[0]?.is_mail_on ?? true;
}

export const setMailOn = (db: Db, userId: string, is_mail_on: boolean) =>
  db
    .insert(chatSettings)
    .values({ user_id: userId, is_mail_on })
    .onConflictDoUpdate({ target: chatSettings.user_id, set: { is_mail_on } });
