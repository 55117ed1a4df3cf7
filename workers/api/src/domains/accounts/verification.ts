import { newId } from "@veza/core/ids";
import { AppError } from "@veza/worker-kit/app-error";
import { sql } from "drizzle-orm";
import { type Db, openDatabase } from "../../db/client.ts";
import { violates } from "../../db/postgres-error.ts";
import type { ApiEnv } from "../../env.ts";
import { eventRow, insertOutbox } from "../outbox/write.ts";
import { hashPassword, requireUncommon, verifyPassword } from "./passwords.ts";
import {
  closeWaiting,
  confirmAddress,
  findByEmailToken,
  insertUser,
  revokeSessionsOf,
  type UserRow,
} from "./queries.ts";
import { hashToken } from "./secrets.ts";

export interface Confirmed {
  user: UserRow;
  /** The account is a new one, with the password that was given. */
  password_changed: boolean;
  /** The password was given and is the account's: whoever gave it may be signed in. */
  has_password: boolean;
}

/**
 * Confirms the address of the account that a mailed link belongs to. The link proves that the mail was read,
 * which may be by somebody whose address a stranger signed up with. So it confirms the account only for
 * whoever holds its session or its password; everybody else gets a new account with a password of their own
 * in its place, and the stranger's is closed. Throws `token_invalid`, `password_required`, `weak_password`.
 * @param proof `session_user`: whose live session the request brought along
 */
export async function confirmByLink(
  env: ApiEnv,
  proof: { token: string; password: string | undefined; session_user: string | null },
  now: Date,
): Promise<Confirmed> {
  const db = openDatabase(env);
  const user = await findByEmailToken(db, await hashToken(proof.token), "verify_email");
  if (user === null) throw new AppError("token_invalid");
  const { password } = proof;
  const has_password = password !== undefined && (await verifyPassword(password, user.password_hash));
  if (user.email_verified_at !== null) {
    // Confirmed before: the link tells so again, and changes nothing any more.
    if (password !== undefined && !has_password) throw new AppError("token_invalid");
    return { user, password_changed: false, has_password };
  }
  if (has_password || proof.session_user === user.id) return { ...(await confirm(db, user)), has_password };
  if (password === undefined) throw new AppError("password_required");
  requireUncommon(password);
  const replaced = await replaceAccount(env, db, user, password, now);
  return { user: replaced, password_changed: true, has_password: true };
}

async function confirm(db: Db, user: UserRow): Promise<{ user: UserRow; password_changed: boolean }> {
  try {
    const [row] = await confirmAddress(db, user.id);
    if (row === undefined) throw new AppError("token_invalid");
    return { user: row, password_changed: false };
  } catch (cause) {
    // Two accounts waited for one address and the other one was confirmed first.
    if (violates(cause, "users_verified_email")) throw new AppError("token_invalid", { cause });
    throw cause;
  }
}

/**
 * Puts a new account in the place of one that waits: the same name and address, another id. Whatever the old
 * one's maker holds (a session, an access token that lives for some minutes, seats in rooms) is of an account
 * that is closed.
 */
async function replaceAccount(
  env: ApiEnv,
  db: Db,
  old: UserRow,
  password: string,
  now: Date,
): Promise<UserRow> {
  const id = newId("user", now.getTime());
  const row = {
    id,
    username: old.username,
    email: old.email,
    password_hash: await hashPassword(password, env.BCRYPT_COST),
    locale: old.locale,
    email_verified_at: now,
  };
  try {
    const [, inserted] = await db.batch([
      closeWaiting(db, old),
      insertUser(db, row),
      revokeSessionsOf(db, old.id, "replaced", sql`true`),
      insertOutbox(db, [eventRow({ type: "user.created", data: { user_id: id } }, now)]),
    ]);
    const [user] = inserted;
    if (user === undefined) throw new Error("the inserted account did not come back");
    return user;
  } catch (cause) {
    // The link was used at the same moment: the account does not wait any more and keeps its name, or another
    // has the address.
    if (violates(cause, "users_username_unique") || violates(cause, "users_verified_email"))
      throw new AppError("token_invalid", { cause });
    throw cause;
  }
}
