import { z } from "zod";
import { endpoint } from "../endpoint.ts";
import { idSchema, MessageId, ReportId, RoomId, TrackId, UserId } from "../ids.ts";
import { NOTIFICATION_TYPES } from "../notifications.ts";
import { told } from "../text.ts";
import { PageQuery, page } from "./pagination.ts";

export const NotificationId = idSchema("notification");

export const Notification = z.object({
  id: NotificationId,
  type: z.enum(NOTIFICATION_TYPES),
  /** What the client needs for a sentence in its own language. */
  data: z.object({
    track_id: TrackId.optional(),
    title: told.optional(),
    code: told.optional(),
    room_id: RoomId.optional(),
    room_name: told.optional(),
    message_id: MessageId.optional(),
    author_id: UserId.optional(),
    author: told.optional(),
    /** The beginning of a message. */
    body: told.optional(),
    report_id: ReportId.optional(),
  }),
  read: z.boolean(),
  created_at: z.iso.datetime(),
});
export type Notification = z.infer<typeof Notification>;

const tag = "Notifications";

export const listNotifications = endpoint({
  id: "listNotifications",
  method: "GET",
  path: "/api/v1/notifications",
  tag,
  summary: "One's notifications, newest first.",
  auth: "required",
  capability: "notifications:read_own",
  query: PageQuery,
  status: 200,
  response: page(Notification),
  errors: ["invalid_cursor"],
});

export const readNotifications = endpoint({
  id: "readNotifications",
  method: "POST",
  path: "/api/v1/notifications/read",
  tag,
  summary: "Mark everything up to and including one notification as read.",
  auth: "required",
  capability: "notifications:read_own",
  body: z.strictObject({ up_to: NotificationId }),
  status: 200,
  response: z.object({ unread: z.int() }),
  errors: ["csrf_failed"],
});

export const NOTIFICATION_ENDPOINTS = [listNotifications, readNotifications] as const;
