import type { BodyOf } from "@veza/contracts/endpoint";
import type { register, User } from "@veza/contracts/http/accounts";
import type { ChatAuthor } from "@veza/contracts/ws/chat-room";
import { newId } from "@veza/core/ids";
import { AppError } from "@veza/worker-kit/app-error";
import { openDatabase } from "../../db/client.ts";
import { violates } from "../../db/postgres-error.ts";
import type { ApiEnv } from "../../env.ts";
import { eventRow, insertOutbox } from "../outbox/write.ts";
import { beginAttempt } from "./attempts.ts";
import { hashPassword, isCommonPassword, verifyPassword } from "./passwords.ts";
import {
  findCandidates,
  findUser,
  findUserOfSession,
  findUsers,
  insertEmailToken,
  insertUser,
  spendEmailToken,
  type UserRow,
} from "./queries.ts";
import { hashToken, randomToken } from "./secrets.ts";

/** An account as other domains know it. */
export type Account = UserRow;

/** The account with this id; null when there is none or it was deleted. */
export const getAccount = (env: ApiEnv, id: string): Promise<Account | null> =>
  findUser(openDatabase(env), id);

/** The account of somebody who wants to do what takes a verified address; throws `email_not_verified`. */
export async function requireVerified(env: ApiEnv, userId: string): Promise<Account> {
  const user = await getAccount(env, userId);
  if (user === null) throw new AppError("unauthenticated");
  if (user.is_bot) throw new AppError("forbidden", { detail: "A bot can't do this." });
  if (user.email_verified_at === null) throw new AppError("email_not_verified");
  return user;
}

/** As `requireVerified`, for what bots may do as well. */
export async function requireVerifiedOrBot(env: ApiEnv, userId: string): Promise<Account> {
  const user = await getAccount(env, userId);
  if (user === null) throw new AppError("unauthenticated");
  if (!user.is_bot && user.email_verified_at === null) throw new AppError("email_not_verified");
  return user;
}

/** How an account stands beside what it writes in chat. */
export const toAuthor = ({
  id,
  username,
  avatar_url,
  is_bot,
}: Pick<UserRow, "id" | "username" | "avatar_url" | "is_bot">): ChatAuthor => ({
  user_id: id,
  username,
  avatar_url,
  ...(is_bot ? { is_bot } : {}),
});

/** Authors by id, also of accounts that were closed; one that was erased stands as `gone`. */
export async function readAuthors(env: ApiEnv, ids: string[]): Promise<(id: string) => ChatAuthor> {
  const unique = [...new Set(ids)];
  const rows = unique.length === 0 ? [] : await findUsers(openDatabase(env), unique);
  const known = new Map(rows.map((row) => [row.id, toAuthor(row)]));
  return (id) => known.get(id) ?? { user_id: id, username: "gone", avatar_url: null };
}

const VERIFY_TOKEN_MS = 3 * 86_400_000;

/** The account as its owner sees it, or as everybody does. */
export function toUser(row: UserRow, viewer: "owner" | "public"): User {
  return {
    id: row.id,
    username: row.username,
    ...(viewer === "owner" && !row.is_bot ? { email: row.email } : {}),
    role: row.role,
    email_verified: row.email_verified_at !== null,
    avatar_url: row.avatar_url,
    created_at: row.created_at.toISOString(),
  };
}

/**
 * Creates an account that waits for its e-mail address to be verified. An address that already has a verified account
 * gets the same answer at the same price; its owner gets a mail that says so, and the new account can never be verified.
 */
export async function registerUser(env: ApiEnv, input: BodyOf<typeof register>, now: Date): Promise<UserRow> {
  const db = openDatabase(env);
  if (isCommonPassword(input.password)) {
    throw new AppError("weak_password", {
      errors: [
        { pointer: "/password", code: "weak_password", message: "Choose a password that fewer people use." },
      ],
    });
  }
  const email = input.email.toLowerCase();
  const [password_hash, candidates] = await Promise.all([
    hashPassword(input.password, env.BCRYPT_COST),
    findCandidates(db, email),
  ]);
  const id = newId("user", now.getTime());
  const token = randomToken("vet");
  const owner = candidates.verified;
  const mail =
    owner === null
      ? {
          template: "verify_email" as const,
          locale: input.locale,
          values: { username: input.username, link: verifyLink(env, token) },
        }
      : {
          template: "address_in_use" as const,
          locale: owner.locale,
          values: { username: owner.username, link: `${env.PUBLIC_URL}/sign-in` },
        };
  try {
    const [rows] = await db.batch([
      insertUser(db, { id, username: input.username, email, password_hash, locale: input.locale }),
      insertEmailToken(db, {
        // The token of an address that is taken is never mailed, so nobody can spend it.
        hash: await hashToken(token),
        user_id: id,
        purpose: "verify_email",
        expires_at: new Date(now.getTime() + VERIFY_TOKEN_MS),
      }),
      insertOutbox(db, [
        eventRow({ type: "user.created", data: { user_id: id } }, now),
        eventRow({ type: "mail.requested", data: { to: email, ...mail } }, now),
      ]),
    ]);
    const row = rows[0];
    if (row === undefined) throw new Error("the inserted account did not come back");
    return row;
  } catch (cause) {
    if (violates(cause, "users_username_unique")) {
      throw new AppError("username_taken", {
        cause,
        errors: [{ pointer: "/username", code: "username_taken", message: "This username is taken." }],
      });
    }
    throw cause;
  }
}

export async function verifyEmailAddress(env: ApiEnv, token: string): Promise<UserRow> {
  const db = openDatabase(env);
  try {
    const userId = await spendEmailToken(db, await hashToken(token));
    const user = userId === null ? null : await findUser(db, userId);
    if (user === null) throw new AppError("token_invalid");
    return user;
  } catch (cause) {
    // Two accounts waited for one address and the other one was verified first.
    if (violates(cause, "users_verified_email")) throw new AppError("token_invalid", { cause });
    throw cause;
  }
}

export async function mailVerificationAgain(env: ApiEnv, userId: string, now: Date): Promise<void> {
  const db = openDatabase(env);
  const user = await findUser(db, userId);
  if (user === null || user.email_verified_at !== null) return;
  const { verified } = await findCandidates(db, user.email);
  if (verified !== null) return;
  const token = randomToken("vet");
  await db.batch([
    insertEmailToken(db, {
      hash: await hashToken(token),
      user_id: user.id,
      purpose: "verify_email",
      expires_at: new Date(now.getTime() + VERIFY_TOKEN_MS),
    }),
    insertOutbox(db, [
      eventRow(
        {
          type: "mail.requested",
          data: {
            to: user.email,
            template: "verify_email",
            locale: user.locale,
            values: { username: user.username, link: verifyLink(env, token) },
          },
        },
        now,
      ),
    ]),
  ]);
}

/**
 * Checks an address and a password. Two comparisons are always made, whether the address has a verified account,
 * one that waits, both or none, so that time tells nothing. Throws `invalid_credentials` or `account_locked`.
 */
export async function authenticate(
  env: ApiEnv,
  input: { email: string; password: string },
  address: string,
  now: Date,
): Promise<UserRow> {
  const db = openDatabase(env);
  const email = input.email.toLowerCase();
  const attempt = await beginAttempt(db, { account: email, address }, now);
  const { verified, unverified } = await findCandidates(db, email);
  const dummy = await dummyHash(env.BCRYPT_COST);
  const verifiedOk = await verifyPassword(input.password, verified?.password_hash ?? dummy);
  const unverifiedOk = await verifyPassword(input.password, unverified?.password_hash ?? dummy);
  const user =
    verified !== null && verifiedOk ? verified : unverified !== null && unverifiedOk ? unverified : null;
  if (user !== null) {
    await attempt.succeeded();
    return user;
  }
  const { isFirstLock } = await attempt.failed();
  if (isFirstLock && verified !== null) {
    const mail = {
      to: verified.email,
      template: "account_locked" as const,
      locale: verified.locale,
      values: { username: verified.username },
    };
    await insertOutbox(db, [eventRow({ type: "mail.requested", data: mail }, now)]);
  }
  throw new AppError("invalid_credentials");
}

/** The account behind a live session; throws `unauthenticated` when the session was ended. */
export async function currentUser(
  env: ApiEnv,
  principal: { user_id: string; session_id: string },
): Promise<UserRow> {
  const user = await findUserOfSession(openDatabase(env), principal.user_id, principal.session_id);
  if (user === null)
    throw new AppError("unauthenticated", { detail: "This session has ended. Sign in again." });
  return user;
}

const verifyLink = (env: ApiEnv, token: string) => `${env.PUBLIC_URL}/verify-email?token=${token}`;

const dummies = new Map<number, Promise<string>>();
function dummyHash(cost: number): Promise<string> {
  const known = dummies.get(cost) ?? hashPassword("nobody has this password", cost);
  dummies.set(cost, known);
  return known;
}
