/**
 * By which ways a notification reaches somebody, beside the list of their notifications and its live push.
 */
interface NotificationKind {
  /** The template of its mail; null where none is sent. */
  mail: string | null;
  /** Whether a device shows it while nobody looks at the page, where its user wants that. */
  device: boolean;
  /** Who asks for it: a chat room by `chat.notified`, or another part by `notification.requested`. */
  from: "chat" | "platform";
}

/** Every type of notification, one row each. Server and web ask this table. */
export const NOTIFICATIONS = {
  track_processed: { mail: "track_processed", device: false, from: "platform" },
  track_failed: { mail: "track_failed", device: false, from: "platform" },
  track_review: { mail: "track_review", device: false, from: "platform" },
  chat_mention: { mail: "chat_message", device: true, from: "chat" },
  chat_reply: { mail: "chat_message", device: true, from: "chat" },
  chat_dm: { mail: "chat_message", device: true, from: "chat" },
  report_decided: { mail: null, device: false, from: "platform" },
  system: { mail: null, device: false, from: "platform" },
} as const satisfies Record<string, NotificationKind>;

type Table = typeof NOTIFICATIONS;
export type NotificationType = keyof Table;
type From<Who> = { [T in NotificationType]: Table[T]["from"] extends Who ? T : never }[NotificationType];
type Mail = Exclude<Table[NotificationType]["mail"], null>;

const types = Object.keys(NOTIFICATIONS) as NotificationType[];
export const NOTIFICATION_TYPES: readonly NotificationType[] = types;
/** Those that `notification.requested` may ask for. */
export const PLATFORM_NOTIFICATIONS = types.filter(
  (type): type is From<"platform"> => NOTIFICATIONS[type].from === "platform",
);
/** Templates of mails that notifications are sent by, each once. */
export const NOTIFICATION_MAILS: readonly Mail[] = [
  ...new Set(
    types.flatMap((type): Mail[] => (NOTIFICATIONS[type].mail === null ? [] : [NOTIFICATIONS[type].mail])),
  ),
];
