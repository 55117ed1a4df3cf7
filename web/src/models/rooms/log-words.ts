/** Acts that have a sentence of their own, by the key of their words. */
export const LOG_WORDS = [
  "member_role",
  "member_mute",
  "member_unmute",
  "member_kick",
  "member_ban",
  "member_unban",
  "owner_hand_over",
  "messages_purge",
  "message_delete",
  "message_report",
  "watched_hit",
  "watched_set",
  "room_set",
  "message_pin",
  "message_unpin",
  "platform_delete",
  "platform_ban",
  "invite_created",
  "invite_revoked",
] as const;

/** The key of an act's words, `member.ban` → `member_ban`; `other` for what a newer room does. */
export function logWordOf(action: string): (typeof LOG_WORDS)[number] | "other" {
  const key = action.replaceAll(".", "_");
  return LOG_WORDS.find((word) => word === key) ?? "other";
}
