import { type SQL, sql } from "drizzle-orm";
import type { Db } from "../../db/client.ts";
import type { ApiEnv } from "../../env.ts";
import { closeUser, findUser, revokeSessionsOf } from "./queries.ts";
import { type Device, openSession, type SessionTokens } from "./sessions.ts";

/**
 * The INSERT of a program's account, which happens only where `when` holds; it returns its `id`. The address
 * is of a domain that can't exist (RFC 2606), the password's hash is of no password, and neither is looked at
 * for a program.
 * @param account `is_listed`: it is found by its name as people are
 */
export function insertBotAccountSql(
  account: { id: string; username: string; is_listed: boolean },
  when: SQL,
): SQL {
  return sql`insert into users (id, username, email, password_hash, is_bot, email_verified_at)
    select ${account.id}, ${account.username}, ${`${account.id}@bot.invalid`}, '!', true,
      ${account.is_listed ? sql`now()` : sql`null`}
    where ${when} returning id`;
}

/** Statements that close a program's account and end its sessions, where `when` holds. */
export const closeBotAccount = (db: Db, userId: string, when: SQL) =>
  [closeUser(db, userId, when), revokeSessionsOf(db, userId, "closed", when)] as const;

/** The statement that ends all sessions of a program, where `when` holds. */
export const endBotSessions = (db: Db, userId: string, when: SQL) =>
  revokeSessionsOf(db, userId, "secret_renewed", when);

/** A session for a program that has shown its secret; null when its account is closed. */
export async function openBotSession(
  env: ApiEnv,
  db: Db,
  userId: string,
  device: Device,
  now: Date,
): Promise<SessionTokens | null> {
  const user = await findUser(db, userId);
  return user?.is_bot ? openSession(env, user, device, now) : null;
}
