import { type Bot, type BotWithSecret, MAX_BOTS } from "@veza/contracts/http/bots";
import { newId } from "@veza/core/ids";
import type { Logger } from "@veza/core/log";
import { AppError } from "@veza/worker-kit/app-error";
import { openDatabase } from "../../db/client.ts";
import { violates } from "../../db/postgres-error.ts";
import type { ApiEnv } from "../../env.ts";
import { beginAttempt } from "../accounts/attempts.ts";
import {
  closeBotAccount,
  endBotSessions,
  insertBotAccountSql,
  openBotSession,
} from "../accounts/bot-accounts.ts";
import { hashToken, isSameHash, randomToken } from "../accounts/secrets.ts";
import { requireVerified } from "../accounts/service.ts";
import type { Device, SessionTokens } from "../accounts/sessions.ts";
import { leaveEveryRoom } from "../rooms/service.ts";
import {
  type BotRow,
  findBotSecret,
  insertBot,
  isBotOf,
  listBots,
  ownsBot,
  setBotSecret,
} from "./queries.ts";

const toBot = (row: BotRow): Bot => ({ ...row, created_at: row.created_at.toISOString() });

/**
 * Makes a bot account for somebody with a verified address, at most 10. Throws `email_not_verified`,
 * `username_taken`, `wrong_state`, and `forbidden` to bots. @returns it with its secret, of which only a hash
 * is kept
 */
export async function createBot(
  env: ApiEnv,
  ownerId: string,
  username: string,
  now: Date,
): Promise<BotWithSecret> {
  await requireVerified(env, ownerId);
  const id = newId("user", now.getTime());
  const secret = randomToken("vbs");
  const bot = { owner_id: ownerId, secret_hash: await hashToken(secret) };
  try {
    const isMade = await insertBot(
      openDatabase(env),
      bot,
      (when) => insertBotAccountSql({ id, username, is_listed: true }, when),
      MAX_BOTS,
    );
    if (!isMade)
      throw new AppError("wrong_state", {
        detail: `You have ${MAX_BOTS} bots, or have made too many today.`,
      });
  } catch (cause) {
    if (!violates(cause, "users_username_unique")) throw cause;
    throw new AppError("username_taken", {
      cause,
      errors: [{ pointer: "/username", code: "username_taken", message: "This username is taken." }],
    });
  }
  const made = (await botsOf(env, ownerId)).find((one) => one.user_id === id);
  if (made === undefined) throw new Error("the inserted bot did not come back");
  return { ...made, secret };
}

export const botsOf = async (env: ApiEnv, ownerId: string): Promise<Bot[]> =>
  (await listBots(openDatabase(env), ownerId)).map(toBot);

/** Gives one's bot a new secret and ends its sessions, in one transaction. Throws `not_found`. */
export async function renewSecret(env: ApiEnv, botId: string, ownerId: string): Promise<BotWithSecret> {
  const db = openDatabase(env);
  const secret = randomToken("vbs");
  const hash = await hashToken(secret);
  const [renewed] = await db.batch([
    setBotSecret(db, botId, ownerId, hash),
    endBotSessions(db, botId, isBotOf(botId, ownerId)),
  ]);
  const bot = (await botsOf(env, ownerId)).find((one) => one.user_id === botId);
  if (renewed.length === 0 || bot === undefined) throw new AppError("not_found");
  return { ...bot, secret };
}

/**
 * Closes one's bot, ends its sessions and takes it out of its rooms. What is no bot of one's own is left
 * alone. Safe to repeat: rooms that could not be reached are left the next time.
 */
export async function closeBot(env: ApiEnv, botId: string, ownerId: string, log: Logger): Promise<void> {
  const db = openDatabase(env);
  await db.batch([...closeBotAccount(db, botId, isBotOf(botId, ownerId))]);
  if (!(await ownsBot(db, botId, ownerId))) return;
  try {
    await leaveEveryRoom(env, botId);
  } catch (cause) {
    log.error("a bot that was closed stays in some lists of members", cause, { user_id: botId });
  }
}

/**
 * Signs a bot in. A bot that does not exist, one that was closed and a wrong secret are the same answer, and
 * count alike towards a lock. Throws `invalid_credentials` or `account_locked`.
 */
export async function signBotIn(
  env: ApiEnv,
  input: { user_id: string; secret: string },
  device: Device,
  now: Date,
): Promise<SessionTokens> {
  const db = openDatabase(env);
  const who = { account: `bot:${input.user_id}`, address: device.address };
  const attempt = await beginAttempt(db, who, now);
  const [hash, given] = await Promise.all([findBotSecret(db, input.user_id), hashToken(input.secret)]);
  const isRight = isSameHash(given, hash ?? "0".repeat(given.length)) && hash !== null;
  const tokens = isRight ? await openBotSession(env, db, input.user_id, device, now) : null;
  if (tokens === null)
    throw new AppError("invalid_credentials", { detail: "The id or the secret is wrong." });
  await attempt.succeeded();
  return tokens;
}
