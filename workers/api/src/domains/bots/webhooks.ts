import type { PostAnswer } from "@veza/contracts/chat-rpc";
import type { BodyOf } from "@veza/contracts/endpoint";
import type { ErrorCode } from "@veza/contracts/errors";
import {
  MAX_WEBHOOKS,
  type postToWebhook,
  type Webhook,
  type WebhookWithUrl,
} from "@veza/contracts/http/bots";
import { newId } from "@veza/core/ids";
import type { Logger } from "@veza/core/log";
import { AppError } from "@veza/worker-kit/app-error";
import { released } from "@veza/worker-kit/rpc-result";
import { sql } from "drizzle-orm";
import { openDatabase } from "../../db/client.ts";
import type { ApiEnv } from "../../env.ts";
import { closeBotAccount, insertBotAccountSql } from "../accounts/bot-accounts.ts";
import { hashToken, isSameHash, randomToken } from "../accounts/secrets.ts";
import { requireWebhookKeeper } from "../chat/room-access.ts";
import { asked } from "../rooms/calls.ts";
import {
  endWebhook,
  findWebhook,
  findWebhookUser,
  insertWebhook,
  listWebhooks,
  markUsed,
  type WebhookRow,
} from "./queries.ts";
import { webhookUsername } from "./webhook-name.ts";

const toWebhook = ({
  id,
  room_id,
  name,
  username,
  created_by,
  created_at,
  last_used_at,
}: WebhookRow): Webhook => ({
  id,
  room_id,
  name,
  username,
  created_by,
  created_at: created_at.toISOString(),
  last_used_at: last_used_at?.toISOString() ?? null,
});

/**
 * Makes a webhook of a room, by its owner or a moderator.
 * @returns it with its address, whose secret is kept as a hash only
 */
export async function createWebhook(
  env: ApiEnv,
  roomId: string,
  userId: string,
  name: string,
  now: Date,
): Promise<WebhookWithUrl> {
  await requireWebhookKeeper(env, roomId, userId);
  const db = openDatabase(env);
  const id = newId("webhook", now.getTime());
  const secret = randomToken("vwh");
  const account = {
    id: newId("user", now.getTime()),
    username: webhookUsername(name, crypto.getRandomValues(new Uint8Array(8))),
    is_listed: false,
  };
  const isMade = await insertWebhook(
    db,
    { id, room_id: roomId, name, created_by: userId, secret_hash: await hashToken(secret) },
    (when) => insertBotAccountSql(account, when),
    MAX_WEBHOOKS,
  );
  if (!isMade)
    throw new AppError("wrong_state", {
      detail: `This room has ${MAX_WEBHOOKS} webhooks, or too many were made today.`,
    });
  const made = await findWebhook(db, id);
  if (made === null) throw new Error("the inserted webhook did not come back");
  return { ...toWebhook(made), url: `${env.PUBLIC_URL}/api/v1/webhooks/${id}/${secret}` };
}

export async function webhooksOf(env: ApiEnv, roomId: string, userId: string): Promise<Webhook[]> {
  await requireWebhookKeeper(env, roomId, userId);
  return (await listWebhooks(openDatabase(env), roomId)).map(toWebhook);
}

/** Ends a webhook of this room, then takes its account out of the room. What is none is ended already. */
export async function removeWebhook(
  env: ApiEnv,
  which: { room_id: string; webhook_id: string },
  userId: string,
  log: Logger,
): Promise<void> {
  await requireWebhookKeeper(env, which.room_id, userId);
  const db = openDatabase(env);
  const author = await findWebhookUser(db, which.webhook_id, which.room_id);
  if (author === null) return;
  const [close, endSessions] = closeBotAccount(db, author, sql`true`);
  await db.batch([endWebhook(db, which.webhook_id), close, endSessions]);
  try {
    await released(env.CHAT_RPC.leaveRoom({ room_id: which.room_id, user_id: author }));
  } catch (cause) {
    log.error("a webhook that has ended stays in the list of members", cause, {
      webhook_id: which.webhook_id,
    });
  }
}

/**
 * Posts a message into a webhook's room. A webhook that does not exist, has ended or has another secret is
 * `not_found`, as is a room that is no more. The same `id` makes one message.
 */
export async function post(
  env: ApiEnv,
  which: { webhook_id: string; secret: string },
  input: BodyOf<typeof postToWebhook>,
): Promise<{ message_id: string; seq: number }> {
  const db = openDatabase(env);
  const [webhook, given] = await Promise.all([findWebhook(db, which.webhook_id), hashToken(which.secret)]);
  const isRight = isSameHash(given, webhook?.secret_hash ?? "0".repeat(given.length));
  if (webhook === null || !isRight) throw new AppError("not_found");
  const answer = await asked(() =>
    env.CHAT_RPC.postMessage({
      room_id: webhook.room_id,
      user: { user_id: webhook.user_id, username: webhook.username, avatar_url: null, is_bot: true },
      id: input.id ?? crypto.randomUUID(),
      body: input.body,
    }),
  );
  if (!answer.ok) throw refusal(answer);
  await markUsed(db, webhook.id);
  return { message_id: answer.message_id, seq: answer.seq };
}

/**
 * A room's codes as those of the API; everything else that a room may say no to is `forbidden`, in its words.
 */
const CODES: Record<string, ErrorCode> = {
  not_found: "not_found",
  banned: "banned",
  rate_limited: "rate_limited",
  slow_mode: "rate_limited",
  empty: "validation_failed",
  too_long: "validation_failed",
  unavailable: "unavailable",
};

function refusal(answer: Extract<PostAnswer, { ok: false }>): AppError {
  const code = Object.hasOwn(CODES, answer.code) ? CODES[answer.code] : undefined;
  const { retry_after_ms } = answer;
  return new AppError(code ?? "forbidden", {
    ...(code === "not_found" ? {} : { detail: answer.message }),
    ...(retry_after_ms === undefined ? {} : { retry_after_ms }),
  });
}
