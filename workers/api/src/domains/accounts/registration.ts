import type { BodyOf } from "@veza/contracts/endpoint";
import type { register } from "@veza/contracts/http/sign-in";
import { newId } from "@veza/core/ids";
import { AppError } from "@veza/worker-kit/app-error";
import { tooOften } from "@veza/worker-kit/rate-limit";
import { openDatabase } from "../../db/client.ts";
import { violates } from "../../db/postgres-error.ts";
import type { ApiEnv } from "../../env.ts";
import { mailWait } from "../mail/service.ts";
import { eventRow, insertOutbox } from "../outbox/write.ts";
import { canonicalAddress } from "./addresses.ts";
import { hashPassword, requireUncommon } from "./passwords.ts";
import {
  findUser,
  findVerified,
  insertEmailToken,
  insertUser,
  removeSurplus,
  type UserRow,
} from "./queries.ts";
import { hashToken, randomToken } from "./secrets.ts";

/** The mail says three days. */
const VERIFY_TOKEN_MS = 3 * 86_400_000;

/**
 * Creates an account that waits for its e-mail address to be confirmed. An address that already has a
 * verified account gets the same answer at the same price; its owner gets a mail that says so, and the new
 * account can never be verified. Of an address only a few accounts wait: the oldest goes.
 */
export async function registerUser(env: ApiEnv, input: BodyOf<typeof register>, now: Date): Promise<UserRow> {
  const db = openDatabase(env);
  requireUncommon(input.password);
  const email = canonicalAddress(input.email);
  const [password_hash, owner] = await Promise.all([
    hashPassword(input.password, env.BCRYPT_COST),
    findVerified(db, email),
  ]);
  const id = newId("user", now.getTime());
  const token = randomToken("vet");
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
      removeSurplus(db, email),
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

/** Mails the link again. Throws `rate_limited` when the address has had as many mails as an hour allows. */
export async function mailVerificationAgain(env: ApiEnv, userId: string, now: Date): Promise<void> {
  const db = openDatabase(env);
  const user = await findUser(db, userId);
  if (user === null || user.email_verified_at !== null) return;
  const wait = await mailWait(env, user.email, "verify_email", now);
  if (wait > 0)
    throw tooOften("mail", wait, "This address has had enough mails for now. Use the newest one.");
  if ((await findVerified(db, user.email)) !== null) return;
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

const verifyLink = (env: ApiEnv, token: string) => `${env.PUBLIC_URL}/verify-email?token=${token}`;
