import { AppError } from "@veza/worker-kit/app-error";
import { type Db, openDatabase } from "../../db/client.ts";
import type { ApiEnv } from "../../env.ts";
import { eventRow, insertOutbox } from "../outbox/write.ts";
import { canonicalAddress } from "./addresses.ts";
import { type Attempt, beginAttempt, beginKnownAttempt } from "./attempts.ts";
import type { KnownDevice } from "./known-device.ts";
import { LOCKOUT_THRESHOLD } from "./lockout.ts";
import { hashPassword, verifyPassword } from "./passwords.ts";
import {
  findByEmailToken,
  findVerified,
  findWaiting,
  insertEmailToken,
  MAX_WAITING,
  type UserRow,
} from "./queries.ts";
import { hashToken, randomToken } from "./secrets.ts";

/** The mail says one hour. */
const SIGN_IN_LINK_MS = 3_600_000;

export interface Credentials {
  email: string;
  password: string;
  link_token?: string | undefined;
}

/**
 * Checks an address and a password. The attempt is counted first, then the same number of comparisons is made
 * whether the address has a verified account, some that wait, both or none, so that time tells nothing. Where
 * other people's wrong passwords make everybody wait, a device that an account was signed in on, or a link
 * that was mailed to it, passes by, for that account only. Throws `invalid_credentials` or `account_locked`.
 */
export async function authenticate(
  env: ApiEnv,
  input: Credentials,
  from: { address: string; device: KnownDevice | null },
  now: Date,
): Promise<UserRow> {
  const db = openDatabase(env);
  const email = canonicalAddress(input.email);
  const [verified, waiting] = await Promise.all([findVerified(db, email), findWaiting(db, email)]);
  const candidates = [verified, ...waiting].filter((row) => row !== null);
  const { attempt, allowed } = await admit(db, { email, input, from, candidates }, now);
  const user = await matching(env, input.password, allowed, MAX_WAITING + 1);
  if (user !== null) {
    await attempt.succeeded();
    return user;
  }
  const isForTheOwner =
    attempt.account_count === LOCKOUT_THRESHOLD.pair || attempt.account_count === LOCKOUT_THRESHOLD.account;
  if (isForTheOwner && verified !== null) await mailLink(env, db, verified, "account_locked", now);
  throw new AppError("invalid_credentials");
}

interface SignInAttempt {
  email: string;
  input: Credentials;
  from: { address: string; device: KnownDevice | null };
  candidates: UserRow[];
}

/** The attempt, counted, and the accounts that it may be right for. */
async function admit(
  db: Db,
  { email, input, from, candidates }: SignInAttempt,
  now: Date,
): Promise<{ attempt: Attempt; allowed: UserRow[] }> {
  if (input.link_token !== undefined) {
    const hash = await hashToken(input.link_token);
    const owner = await findByEmailToken(db, hash, "sign_in");
    const allowed = candidates.filter(({ id }) => id === owner?.id);
    if (allowed.length > 0) return { attempt: await beginKnownAttempt(db, `link ${hash}`, now), allowed };
  }
  try {
    return {
      attempt: await beginAttempt(db, { account: email, address: from.address }, now),
      allowed: candidates,
    };
  } catch (cause) {
    const { device } = from;
    const allowed = candidates.filter(({ id }) => device?.users.includes(id) === true);
    const isHeldUp = cause instanceof AppError && cause.code === "account_locked";
    if (!isHeldUp || device === null || allowed.length === 0) throw cause;
    return { attempt: await beginKnownAttempt(db, `device ${device.id} ${email}`, now), allowed };
  }
}

/** The first account whose password it is, after as many comparisons as ever. */
async function matching(
  env: ApiEnv,
  password: string,
  accounts: UserRow[],
  comparisons: number,
): Promise<UserRow | null> {
  const dummy = await dummyHash(env.BCRYPT_COST);
  let found: UserRow | null = null;
  for (let i = 0; i < comparisons; i++) {
    const account = accounts[i];
    const isRight = await verifyPassword(password, account?.password_hash ?? dummy);
    if (isRight && account !== undefined) found ??= account;
  }
  return found;
}

/**
 * Mails the owner of an address a link that passes by other people's wrong passwords. Nothing where nobody
 * owns it.
 */
export async function mailSignInLink(env: ApiEnv, email: string, now: Date): Promise<void> {
  const db = openDatabase(env);
  const user = await findVerified(db, canonicalAddress(email));
  if (user !== null) await mailLink(env, db, user, "sign_in_link", now);
}

async function mailLink(
  env: ApiEnv,
  db: Db,
  user: UserRow,
  template: "account_locked" | "sign_in_link",
  now: Date,
): Promise<void> {
  const token = randomToken("vsi");
  const mail = {
    to: user.email,
    template,
    locale: user.locale,
    values: { username: user.username, link: `${env.PUBLIC_URL}/sign-in?link=${token}` },
  };
  await db.batch([
    insertEmailToken(db, {
      hash: await hashToken(token),
      user_id: user.id,
      purpose: "sign_in",
      expires_at: new Date(now.getTime() + SIGN_IN_LINK_MS),
    }),
    insertOutbox(db, [eventRow({ type: "mail.requested", data: mail }, now)]),
  ]);
}

const dummies = new Map<number, Promise<string>>();
function dummyHash(cost: number): Promise<string> {
  const known = dummies.get(cost) ?? hashPassword("nobody has this password", cost);
  dummies.set(cost, known);
  return known;
}
