import { UserId } from "@veza/contracts/ids";
import { type Domain, HOUR_MS, on } from "../../domain.ts";
import { forgetChatMails, NOTIFY_ABOUT_CHAT, onChatNotified } from "./chat.ts";
import { mountNotifications } from "./routes.ts";
import { notify, unreadOf, WRITE_NOTIFICATION } from "./service.ts";

export const notifications: Domain = {
  mount: mountNotifications,
  handlers: [
    on("notification.requested", WRITE_NOTIFICATION, (env, { id, data }, { now, log }) =>
      notify(env, id, data, now, log),
    ),
    on("chat.notified", NOTIFY_ABOUT_CHAT, (env, { id, data }, { now, log }) =>
      onChatNotified(env, id, data, now, log),
    ),
  ],
  chores: [
    { name: "forget mails about rooms", every_ms: HOUR_MS, run: (env, { now }) => forgetChatMails(env, now) },
  ],
  rpc: { unreadNotifications: async (env, userId) => unreadOf(env, UserId.parse(userId)) },
};
