import { and, count, desc, eq, inArray, isNotNull, isNull, lt, type SQL, sql } from "drizzle-orm";
import type { Db } from "../../db/client.ts";
import { tracks } from "../tracks/schema.ts";
import { emailTokens, refreshTokens, sessions, users } from "./schema.ts";

export type UserRow = typeof users.$inferSelect;

/** An account that waits can't have either; where the world is otherwise it must not be taken away. */
const ownsNothing = sql`not exists (select 1 from tracks t where t.uploader_id = ${users.id})
  and not exists (select 1 from attachments a where a.user_id = ${users.id})`;

export async function findUser(db: Db, id: string): Promise<UserRow | null> {
  const rows = await db
    .select()
    .from(users)
    .where(and(eq(users.id, id), isNull(users.deleted_at)));
  return rows[0] ?? null;
}

/** Accounts by id, also those that were closed: what they wrote still stands under their name. */
export const findUsers = (db: Db, ids: string[]): Promise<UserRow[]> =>
  db.select().from(users).where(inArray(users.id, ids));

/** The account of a live session: null when the session was ended or the account is gone. */
export async function findUserOfSession(db: Db, userId: string, sessionId: string): Promise<UserRow | null> {
  const rows = await db
    .select({ user: users })
    .from(sessions)
    .innerJoin(users, eq(users.id, sessions.user_id))
    .where(
      and(
        eq(sessions.id, sessionId),
        eq(users.id, userId),
        isNull(sessions.revoked_at),
        isNull(users.deleted_at),
      ),
    );
  return rows[0]?.user ?? null;
}

/** Accounts of one address that wait for it to be confirmed: more are not kept, the oldest goes. */
export const MAX_WAITING = 3;

/**
 * The account that an address was confirmed for, asked for by itself: no number of others stands before it.
 */
export async function findVerified(db: Db, email: string): Promise<UserRow | null> {
  const rows = await db
    .select()
    .from(users)
    .where(
      and(
        eq(users.email, email),
        isNotNull(users.email_verified_at),
        eq(users.is_bot, false),
        isNull(users.deleted_at),
      ),
    );
  return rows[0] ?? null;
}

const waiting = and(isNull(users.email_verified_at), eq(users.is_bot, false), isNull(users.deleted_at));

/** The accounts of an address that wait, the newest first. */
export const findWaiting = (db: Db, email: string): Promise<UserRow[]> =>
  db
    .select()
    .from(users)
    .where(and(eq(users.email, email), waiting))
    .orderBy(desc(users.id))
    .limit(MAX_WAITING);

/**
 * Takes away those of an address that are more than may wait. Nothing of an account that waits is worth
 * keeping.
 */
export const removeSurplus = (db: Db, email: string) =>
  db.delete(users).where(
    and(
      eq(users.email, email),
      waiting,
      ownsNothing,
      sql`${users.id} not in (
        select u.id from users u where u.email = ${email} and u.email_verified_at is null and not u.is_bot and u.deleted_at is null
        order by u.id desc limit ${MAX_WAITING})`,
    ),
  );

/** Of accounts that nobody confirmed in time. @returns how many were removed */
export async function removeUnconfirmed(db: Db, before: Date, most: number): Promise<number> {
  const removed = await db
    .delete(users)
    .where(
      inArray(
        users.id,
        db
          .select({ id: users.id })
          .from(users)
          .where(and(waiting, lt(users.created_at, before), ownsNothing))
          .limit(most),
      ),
    )
    .returning({ id: users.id });
  return removed.length;
}

/** Statements that forget tokens that have run out. */
export const forgetTokens = (db: Db, before: Date) =>
  [
    db.delete(emailTokens).where(lt(emailTokens.expires_at, before)),
    db.delete(refreshTokens).where(lt(refreshTokens.expires_at, before)),
  ] as const;

export async function findProfile(db: Db, username: string) {
  const rows = await db
    .select({
      id: users.id,
      username: users.username,
      avatar_url: users.avatar_url,
      created_at: users.created_at,
      track_count: count(tracks.id),
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
    .where(and(eq(users.username, username), isNotNull(users.email_verified_at), isNull(users.deleted_at)))
    .groupBy(users.id);
  return rows[0] ?? null;
}

export const insertUser = (db: Db, row: typeof users.$inferInsert) =>
  db.insert(users).values(row).returning();
export type EmailPurpose = (typeof emailTokens.$inferSelect)["purpose"];
export const insertEmailToken = (db: Db, row: typeof emailTokens.$inferInsert) =>
  db.insert(emailTokens).values(row);
export const insertSession = (db: Db, row: typeof sessions.$inferInsert) => db.insert(sessions).values(row);
export const insertRefreshToken = (db: Db, row: typeof refreshTokens.$inferInsert) =>
  db.insert(refreshTokens).values(row);

/** The account of a mailed link that has not run out. */
export async function findByEmailToken(db: Db, hash: string, purpose: EmailPurpose): Promise<UserRow | null> {
  const rows = await db
    .select({ user: users })
    .from(emailTokens)
    .innerJoin(users, eq(users.id, emailTokens.user_id))
    .where(
      and(
        eq(emailTokens.hash, hash),
        eq(emailTokens.purpose, purpose),
        sql`${emailTokens.expires_at} > now()`,
        isNull(users.deleted_at),
      ),
    );
  return rows[0]?.user ?? null;
}

/** Marks an account's address as confirmed; 23505 `users_verified_email` where another account was first. */
export const confirmAddress = (db: Db, userId: string) =>
  db
    .update(users)
    .set({ email_verified_at: sql`coalesce(${users.email_verified_at}, now())`, updated_at: sql`now()` })
    .where(and(eq(users.id, userId), isNull(users.deleted_at)))
    .returning();

/**
 * Closes an account that waits and takes its name off it. Without effect on one that does not wait any more.
 */
export const closeWaiting = (db: Db, user: Pick<UserRow, "id">) =>
  db
    .update(users)
    .set({ deleted_at: sql`now()`, updated_at: sql`now()`, username: user.id.replace(/^usr_/, "closed_") })
    .where(and(eq(users.id, user.id), waiting));

/**
 * Spends a refresh token and stores its successor, in one statement: of two racing calls one gets nothing.
 * What the successor is made of (with the token itself, which is nowhere stored) is kept for whoever comes
 * within the grace.
 */
export async function rotateRefreshToken(
  db: Db,
  token: { hash: string; next_salt: string; next_hash: string; next_expires_at: Date },
): Promise<{ session_id: string; user_id: string } | null> {
  const result = await db.execute<{ session_id: string; user_id: string }>(sql`
    with spent as (
      update refresh_tokens t set used_at = now(), next_salt = ${token.next_salt}
      from sessions s
      where t.hash = ${token.hash} and t.used_at is null and t.expires_at > now()
        and s.id = t.session_id and s.revoked_at is null
      returning t.session_id
    ), seen as (
      update sessions set last_seen_at = now() where id in (select session_id from spent)
      returning id, user_id
    ), next as (
      insert into refresh_tokens (hash, session_id, expires_at)
      select ${token.next_hash}, session_id, ${token.next_expires_at.toISOString()}::timestamptz from spent
    )
    select seen.id as session_id, seen.user_id from seen`);
  return result.rows[0] ?? null;
}

/** A token that was spent a moment ago: its session, if that lives, and what its successor was made of. */
export async function findJustSpent(
  db: Db,
  hash: string,
  grace_ms: number,
): Promise<{ session_id: string; user_id: string; next_salt: string } | null> {
  const rows = await db
    .select({ session_id: sessions.id, user_id: sessions.user_id, next_salt: refreshTokens.next_salt })
    .from(refreshTokens)
    .innerJoin(sessions, eq(sessions.id, refreshTokens.session_id))
    .where(
      and(
        eq(refreshTokens.hash, hash),
        sql`${refreshTokens.used_at} > now() - ${grace_ms}::int * interval '1 millisecond'`,
        isNull(sessions.revoked_at),
      ),
    );
  const [row] = rows;
  return row?.next_salt == null ? null : { ...row, next_salt: row.next_salt };
}

/** Whether a refresh token is stored and was never used. */
export async function isUnspent(db: Db, hash: string): Promise<boolean> {
  const rows = await db
    .select({ hash: refreshTokens.hash })
    .from(refreshTokens)
    .where(and(eq(refreshTokens.hash, hash), isNull(refreshTokens.used_at)));
  return rows.length > 0;
}

/** The account of a refresh token that could be used now. */
export async function findByRefreshToken(db: Db, hash: string): Promise<string | null> {
  const rows = await db
    .select({ user_id: sessions.user_id })
    .from(refreshTokens)
    .innerJoin(sessions, eq(sessions.id, refreshTokens.session_id))
    .where(
      and(
        eq(refreshTokens.hash, hash),
        isNull(refreshTokens.used_at),
        sql`${refreshTokens.expires_at} > now()`,
        isNull(sessions.revoked_at),
      ),
    );
  return rows[0]?.user_id ?? null;
}

/** Ends the session of a token that was already spent. @returns whether there was one */
export async function revokeIfReused(db: Db, hash: string): Promise<boolean> {
  const result = await db.execute(sql`
    update sessions set revoked_at = coalesce(revoked_at, now()), revoked_reason = coalesce(revoked_reason, 'refresh_reused')
    where id = (select session_id from refresh_tokens where hash = ${hash} and used_at is not null)
    returning id`);
  return result.rows.length > 0;
}

/** Ends every session of a user that the condition holds for. */
export const revokeSessionsOf = (db: Db, userId: string, reason: string, when: SQL) =>
  db
    .update(sessions)
    .set({ revoked_at: new Date(), revoked_reason: reason })
    .where(and(eq(sessions.user_id, userId), isNull(sessions.revoked_at), when));

export const closeUser = (db: Db, userId: string, when: SQL) =>
  db
    .update(users)
    .set({ deleted_at: new Date(), updated_at: new Date() })
    .where(and(eq(users.id, userId), isNull(users.deleted_at), when));

export const revokeSession = (db: Db, sessionId: string) =>
  db
    .update(sessions)
    .set({ revoked_at: sql`coalesce(${sessions.revoked_at}, now())`, revoked_reason: "logout" })
    .where(eq(sessions.id, sessionId));

export async function sessionOfToken(db: Db, hash: string): Promise<string | null> {
  const rows = await db
    .select({ id: refreshTokens.session_id })
    .from(refreshTokens)
    .where(eq(refreshTokens.hash, hash));
  return rows[0]?.id ?? null;
}
