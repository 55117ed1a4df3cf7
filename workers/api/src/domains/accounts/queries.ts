import { and, count, desc, eq, inArray, isNotNull, isNull, type SQL, sql } from "drizzle-orm";
import type { Db } from "../../db/client.ts";
import { tracks } from "../tracks/schema.ts";
import { emailTokens, loginFailures, refreshTokens, sessions, users } from "./schema.ts";

export type UserRow = typeof users.$inferSelect;

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

/** Who may sign in with this address: the verified account, and the newest one that was never verified. */
export async function findCandidates(
  db: Db,
  email: string,
): Promise<{ verified: UserRow | null; unverified: UserRow | null }> {
  const rows = await db
    .select()
    .from(users)
    .where(and(eq(users.email, email), eq(users.is_bot, false), isNull(users.deleted_at)))
    .orderBy(desc(users.id))
    .limit(20);
  return {
    verified: rows.find((row) => row.email_verified_at !== null) ?? null,
    unverified: rows.find((row) => row.email_verified_at === null) ?? null,
  };
}

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
export const insertEmailToken = (db: Db, row: typeof emailTokens.$inferInsert) =>
  db.insert(emailTokens).values(row);
export const insertSession = (db: Db, row: typeof sessions.$inferInsert) => db.insert(sessions).values(row);
export const insertRefreshToken = (db: Db, row: typeof refreshTokens.$inferInsert) =>
  db.insert(refreshTokens).values(row);

/**
 * Spends a verification token and marks its account verified, in one statement. A link that is opened twice (mail
 * scanners do) answers with the account again until the token expires.
 */
export async function spendEmailToken(db: Db, hash: string): Promise<string | null> {
  const result = await db.execute<{ user_id: string }>(sql`
    with token as (
      update email_tokens set used_at = coalesce(used_at, now())
      where hash = ${hash} and purpose = 'verify_email' and expires_at > now()
      returning user_id
    )
    update users set email_verified_at = coalesce(email_verified_at, now()), updated_at = now()
    from token where users.id = token.user_id and users.deleted_at is null
    returning users.id as user_id`);
  return result.rows[0]?.user_id ?? null;
}

/** Spends a refresh token and stores its successor, in one statement: of two racing calls one gets nothing. */
export async function rotateRefreshToken(
  db: Db,
  token: { hash: string; next_hash: string; next_expires_at: Date },
): Promise<{ session_id: string; user_id: string } | null> {
  const result = await db.execute<{ session_id: string; user_id: string }>(sql`
    with spent as (
      update refresh_tokens t set used_at = now()
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

/** When the latest of these locks ends, or null. */
export async function lockedUntil(db: Db, keys: string[]): Promise<Date | null> {
  const rows = await db
    .select({ until: loginFailures.locked_until })
    .from(loginFailures)
    .where(and(sql`${loginFailures.key} in ${keys}`, sql`${loginFailures.locked_until} > now()`))
    .orderBy(desc(loginFailures.locked_until));
  return rows[0]?.until ?? null;
}

/** Counts one more bad password; an hour of peace starts the count again. @returns the count in a row */
export async function countFailure(db: Db, key: string): Promise<number> {
  const rows = await db
    .insert(loginFailures)
    .values({ key, count: 1 })
    .onConflictDoUpdate({
      target: loginFailures.key,
      set: {
        count: sql`case when ${loginFailures.updated_at} < now() - interval '1 hour' then 1 else ${loginFailures.count} + 1 end`,
        updated_at: sql`now()`,
      },
    })
    .returning({ count: loginFailures.count });
  return rows[0]?.count ?? 1;
}

export const lockUntil = (db: Db, key: string, until: Date) =>
  db.update(loginFailures).set({ locked_until: until }).where(eq(loginFailures.key, key));

export const clearFailures = (db: Db, key: string) =>
  db.delete(loginFailures).where(eq(loginFailures.key, key));
