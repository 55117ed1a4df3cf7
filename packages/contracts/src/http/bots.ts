import { z } from "zod";
import { endpoint } from "../endpoint.ts";
import { MessageId, RoomId, UserId, WebhookId } from "../ids.ts";
import { code, name, told } from "../text.ts";
import { MessageBody } from "../ws/chat.ts";
import { Tokens, Username } from "./accounts.ts";

/**
 * Programs in chat: bot accounts, which use the protocol of everybody, and incoming webhooks, which only
 * write.
 */
export const Bot = z.object({ user_id: UserId, username: Username, created_at: z.iso.datetime() });
export type Bot = z.infer<typeof Bot>;
/** The secret is shown once; only a hash of it is kept. */
export const BotWithSecret = Bot.extend({ secret: told });
export type BotWithSecret = z.infer<typeof BotWithSecret>;
export const MAX_BOTS = 10;
export const MAX_WEBHOOKS = 10;

export const Webhook = z.object({
  id: WebhookId,
  room_id: RoomId,
  name: told,
  /** Under which its messages stand. */
  username: Username,
  created_by: UserId,
  created_at: z.iso.datetime(),
  last_used_at: z.iso.datetime().nullable(),
});
export type Webhook = z.infer<typeof Webhook>;
/** `url` holds the secret and is shown once. */
export const WebhookWithUrl = Webhook.extend({ url: told });
export type WebhookWithUrl = z.infer<typeof WebhookWithUrl>;

const tag = "Bots";
const signedIn = { tag, auth: "required", capability: "rooms:use" } as const;
const bot = z.object({ user_id: UserId });

export const createBot = endpoint({
  ...signedIn,
  id: "createBot",
  method: "POST",
  path: "/api/v1/me/bots",
  idempotent: true,
  summary: "Make a bot account. It joins rooms and writes like a member, and is marked as a program.",
  body: z.strictObject({ username: Username }),
  status: 201,
  response: BotWithSecret,
  errors: ["email_not_verified", "username_taken", "wrong_state", "csrf_failed"],
});

export const listBots = endpoint({
  ...signedIn,
  id: "listBots",
  method: "GET",
  path: "/api/v1/me/bots",
  summary: "One's bots.",
  status: 200,
  response: z.object({ items: z.array(Bot) }),
});

export const renewBotSecret = endpoint({
  ...signedIn,
  id: "renewBotSecret",
  method: "POST",
  path: "/api/v1/me/bots/:user_id/secret",
  idempotent: true,
  summary: "Give a bot a new secret. The old one, and every session of the bot, ends.",
  params: bot,
  status: 200,
  response: BotWithSecret,
  errors: ["not_found", "csrf_failed"],
});

export const deleteBot = endpoint({
  ...signedIn,
  id: "deleteBot",
  method: "DELETE",
  path: "/api/v1/me/bots/:user_id",
  summary: "Close a bot's account. What it wrote stays. Safe to repeat.",
  params: bot,
  status: 204,
  errors: ["csrf_failed"],
});

export const botToken = endpoint({
  id: "botToken",
  method: "POST",
  path: "/api/v1/auth/bot-token",
  tag,
  summary:
    "A bot signs in with its id and secret. The tokens are those of everybody: renew them with `refresh`.",
  auth: "none",
  limit: "auth",
  body: z.strictObject({ user_id: UserId, secret: code(200).min(20) }),
  status: 200,
  response: Tokens,
  errors: ["invalid_credentials", "account_locked"],
});

const room = z.object({ room_id: RoomId });

export const createWebhook = endpoint({
  ...signedIn,
  id: "createWebhook",
  method: "POST",
  path: "/api/v1/rooms/:room_id/webhooks",
  idempotent: true,
  summary: "Make an address that other services post messages to. By the room's owner and moderators.",
  params: room,
  body: z.strictObject({ name: name(50) }),
  status: 201,
  response: WebhookWithUrl,
  errors: ["not_found", "forbidden", "wrong_state", "unavailable", "csrf_failed"],
});

export const listWebhooks = endpoint({
  ...signedIn,
  id: "listWebhooks",
  method: "GET",
  path: "/api/v1/rooms/:room_id/webhooks",
  summary: "A room's webhooks, without their secrets.",
  params: room,
  status: 200,
  response: z.object({ items: z.array(Webhook) }),
  errors: ["not_found", "forbidden", "unavailable"],
});

export const deleteWebhook = endpoint({
  ...signedIn,
  id: "deleteWebhook",
  method: "DELETE",
  path: "/api/v1/rooms/:room_id/webhooks/:webhook_id",
  summary: "End a webhook. Its messages stay. Safe to repeat.",
  params: room.extend({ webhook_id: WebhookId }),
  status: 204,
  errors: ["not_found", "forbidden", "unavailable", "csrf_failed"],
});

export const postToWebhook = endpoint({
  id: "postToWebhook",
  method: "POST",
  path: "/api/v1/webhooks/:webhook_id/:secret",
  tag,
  summary:
    "Post a message into the webhook's room. The same `id` makes one message, however often it is sent.",
  auth: "none",
  params: z.object({ webhook_id: WebhookId, secret: code(200).min(20) }),
  body: z.strictObject({ body: MessageBody.min(1), id: code(64).min(1).optional() }),
  status: 200,
  response: z.object({ message_id: MessageId, seq: z.int() }),
  errors: ["not_found", "forbidden", "banned", "validation_failed", "unavailable"],
});

export const BOT_ENDPOINTS = [
  createBot,
  listBots,
  renewBotSecret,
  deleteBot,
  botToken,
  createWebhook,
  listWebhooks,
  deleteWebhook,
  postToWebhook,
] as const;
