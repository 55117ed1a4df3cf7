import { newId } from "@veza/core/ids";
import { ACCESS_TOKEN_SECONDS, signAccessToken } from "@veza/worker-kit/access-token";
import { AppError } from "@veza/worker-kit/app-error";
import { clientAddress, ipPrefix } from "@veza/worker-kit/network";
import { type Db, openDatabase } from "../../db/client.ts";
import type { ApiEnv } from "../../env.ts";
import {
  findByRefreshToken,
  findJustSpent,
  findUser,
  findUserOfSession,
  insertRefreshToken,
  insertSession,
  isUnspent,
  revokeIfReused,
  revokeSession,
  rotateRefreshToken,
  sessionOfToken,
  type UserRow,
} from "./queries.ts";
import { hashToken, randomToken, successorOf } from "./secrets.ts";

const REFRESH_TOKEN_MS = 30 * 86_400_000;
/** How long a spent refresh token still gives its successor: longer than two tabs or a lost answer need. */
const GRACE_MS = 10_000;

export interface SessionTokens {
  access_token: string;
  refresh_token: string;
  access_seconds: number;
  refresh_seconds: number;
}

export interface Device {
  address: string;
  user_agent: string | null;
}

/** What a request tells of the device that sends it. */
export const deviceOf = (headers: Headers): Device => ({
  address: clientAddress(headers),
  user_agent: headers.get("user-agent"),
});

/** Tokens as a program gets them. */
export const toTokens = (tokens: SessionTokens) => ({
  access_token: tokens.access_token,
  token_type: "Bearer" as const,
  expires_in: tokens.access_seconds,
  refresh_token: tokens.refresh_token,
});

/** Opens a session for a device: one access token and the first refresh token of its family. */
export async function openSession(
  env: ApiEnv,
  user: UserRow,
  device: Device,
  now: Date,
): Promise<SessionTokens> {
  const db = openDatabase(env);
  const sessionId = newId("session", now.getTime());
  const refreshToken = randomToken("vrt");
  await db.batch([
    insertSession(db, {
      id: sessionId,
      user_id: user.id,
      user_agent: device.user_agent?.slice(0, 300) ?? null,
      ip_prefix: ipPrefix(device.address),
    }),
    insertRefreshToken(db, {
      hash: await hashToken(refreshToken),
      session_id: sessionId,
      expires_at: new Date(now.getTime() + REFRESH_TOKEN_MS),
    }),
  ]);
  return tokens(env, user, sessionId, refreshToken, now);
}

/**
 * Rotates a refresh token. Who comes with the same one within the grace (two tabs at once, an answer that was
 * lost) gets the same successor, as long as that was not used itself. Throws `refresh_reused` when it was
 * spent before: whoever holds a copy, the whole family ends; `unauthenticated` when it is unknown, expired or
 * its session is over.
 */
export async function rotate(
  env: ApiEnv,
  refreshToken: string,
  now: Date,
): Promise<{ user: UserRow; tokens: SessionTokens }> {
  const db = openDatabase(env);
  const hash = await hashToken(refreshToken);
  const salt = crypto.randomUUID();
  const fresh = await successorOf(refreshToken, salt);
  const rotated = await rotateRefreshToken(db, {
    hash,
    next_salt: salt,
    next_hash: await hashToken(fresh),
    next_expires_at: new Date(now.getTime() + REFRESH_TOKEN_MS),
  });
  const session =
    rotated === null ? await sameSuccessor(db, refreshToken, hash) : { ...rotated, next: fresh };
  if (session === null) {
    if (await revokeIfReused(db, hash)) throw new AppError("refresh_reused");
    throw new AppError("unauthenticated", {
      detail: "The refresh token is not valid any more. Sign in again.",
    });
  }
  const user = await findUser(db, session.user_id);
  if (user === null) throw new AppError("unauthenticated");
  return { user, tokens: await tokens(env, user, session.session_id, session.next, now) };
}

async function sameSuccessor(db: Db, token: string, hash: string) {
  const spent = await findJustSpent(db, hash, GRACE_MS);
  if (spent === null) return null;
  const next = await successorOf(token, spent.next_salt);
  return (await isUnspent(db, await hashToken(next))) ? { ...spent, next } : null;
}

/**
 * Whose live session a request brings along: by its access token, or by the refresh token of a cookie whose
 * access token ran out.
 */
export async function sessionUser(
  env: ApiEnv,
  given: { access: { user_id: string; session_id: string } | null; refresh_token: string | undefined },
): Promise<string | null> {
  const db = openDatabase(env);
  const { access, refresh_token } = given;
  if (access !== null) {
    const user = await findUserOfSession(db, access.user_id, access.session_id);
    if (user !== null) return user.id;
  }
  return refresh_token === undefined ? null : findByRefreshToken(db, await hashToken(refresh_token));
}

/** Ends the sessions named by a refresh token or by id. Unknown ones are already over. */
export async function closeSession(
  env: ApiEnv,
  which: { refresh_token?: string | undefined; session_id?: string | undefined },
): Promise<void> {
  const db = openDatabase(env);
  const byToken =
    which.refresh_token === undefined ? null : await sessionOfToken(db, await hashToken(which.refresh_token));
  for (const id of new Set([byToken, which.session_id])) {
    if (id !== null && id !== undefined) await revokeSession(db, id);
  }
}

async function tokens(
  env: ApiEnv,
  user: UserRow,
  sessionId: string,
  refreshToken: string,
  now: Date,
): Promise<SessionTokens> {
  const key = env.JWT_KEYS.keys.find((candidate) => candidate.kid === env.JWT_KEYS.active);
  if (key === undefined) throw new Error("no active signing key");
  const claims = { user_id: user.id, role: user.role, session_id: sessionId };
  return {
    access_token: await signAccessToken(claims, key, env.PUBLIC_URL, now.getTime()),
    refresh_token: refreshToken,
    access_seconds: ACCESS_TOKEN_SECONDS,
    refresh_seconds: REFRESH_TOKEN_MS / 1000,
  };
}
