import type { DataOf } from "@veza/contracts/events";
import { NOTIFICATIONS } from "@veza/contracts/notifications";
import type { Logger } from "@veza/core/log";
import { openDatabase } from "../../db/client.ts";
import type { ApiEnv } from "../../env.ts";
import { type Account, getAccount } from "../accounts/service.ts";
import { eventRow } from "../outbox/write.ts";
import { chatSettingsOf, hasBlocked } from "../people/service.ts";
import { forgetMails, mailUnlessSince } from "./queries.ts";
import { notifyWith } from "./service.ts";

/** The handler that tells people about rooms. */
export const NOTIFY_ABOUT_CHAT = "notify about chat";
/** One mail a user and room in this time. */
const MAIL_EVERY_MS = 3_600_000;
const TYPES = { mention: "chat_mention", reply: "chat_reply", dm: "chat_dm" } as const;
/** What stands in for the name of a conversation that has none. */
const NAMELESS = { en: "your conversation", fr: "votre conversation" };

/**
 * Somebody was named or written to in a room in which they are not present: a notification, and a mail unless
 * they turned mails off or got one about this room within the hour. Nothing at all for a message by somebody
 * whom they have blocked. A second delivery changes nothing.
 */
export async function onChatNotified(
  env: ApiEnv,
  eventId: string,
  data: DataOf<"chat.notified">,
  now: Date,
  log: Logger,
): Promise<void> {
  const { user_id, kind, ...shown } = data;
  const [account, isBlocked, settings] = await Promise.all([
    getAccount(env, user_id),
    hasBlocked(env, user_id, data.author_id),
    chatSettingsOf(env, user_id),
  ]);
  if (account === null || isBlocked) return;
  const db = openDatabase(env);
  const isMailed = settings.is_mail_on && account.email_verified_at !== null && !account.is_bot;
  const mail = {
    user_id,
    room_id: data.room_id,
    order: mailOrder(env, eventId, account, data, now),
  };
  const also = isMailed ? [mailUnlessSince(db, mail, new Date(now.getTime() - MAIL_EVERY_MS), now)] : [];
  await notifyWith(
    env,
    { id: eventId, handler: NOTIFY_ABOUT_CHAT },
    { user_id, type: TYPES[kind], data: shown },
    also,
    now,
    log,
  );
}

function mailOrder(env: ApiEnv, eventId: string, account: Account, data: DataOf<"chat.notified">, now: Date) {
  const values = {
    username: account.username,
    author: data.author,
    where: data.room_name === "" ? NAMELESS[account.locale] : data.room_name,
    body: data.body,
    link: `${env.PUBLIC_URL}/rooms/${data.room_id}?message=${data.message_id}`,
    settings: `${env.PUBLIC_URL}/settings`,
  };
  return eventRow(
    {
      id: `mail:${eventId}`,
      type: "mail.requested",
      data: {
        to: account.email,
        template: NOTIFICATIONS[TYPES[data.kind]].mail,
        locale: account.locale,
        values,
      },
    },
    now,
  );
}

/** Forgets mails that are too old to hold another one back. */
export const forgetChatMails = (env: ApiEnv, now: Date) =>
  forgetMails(openDatabase(env), new Date(now.getTime() - MAIL_EVERY_MS));
