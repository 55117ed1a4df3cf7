import { call } from "../../lib/api/call.ts";
import { endpointsOf } from "../../lib/api/endpoints-of.ts";
import { pagedQuery } from "../../lib/paged-query.ts";
import { unreadStore } from "../inbox/unread.ts";

const notifications = endpointsOf(() => import("@veza/contracts/http/notifications"));

export const notificationKeys = { all: ["notifications"] as const };

/** One's notifications, newest first. */
export const notificationsQuery = pagedQuery(notificationKeys.all, (from, signal) =>
  call(notifications("listNotifications"), { query: { limit: 20, ...from }, signal }),
);

/** Marks everything up to and including one notification as read. */
export const readNotificationsMutation = {
  mutationFn: (upTo: string) => call(notifications("readNotifications"), { body: { up_to: upTo } }),
  onSuccess: ({ unread }: { unread: number }) => unreadStore.setState({ unread }),
};
