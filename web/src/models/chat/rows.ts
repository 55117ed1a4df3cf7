import type { ChatMessage } from "@veza/contracts/ws/chat-room";

/** What stands in a list of messages. */
export type Row =
  | { t: "day"; key: string; at: string }
  | { t: "unread"; key: "unread" }
  /** `isHead`: with name and picture, else it follows another of the same author. */
  | { t: "message"; key: string; id: string; isHead: boolean };

/** Messages of one author so close together stand under one name. */
export const GROUP_MS = 5 * 60_000;

/**
 * The rows of a list.
 * @param unreadAfter seq after which everything is new; null: nothing is
 * @param me own messages are never new
 * @param dayOf the reader's calendar day of a time
 */
export function rowsOf(
  messages: readonly ChatMessage[],
  unreadAfter: number | null,
  me: string | null,
  dayOf: (at: string) => string,
): Row[] {
  const rows: Row[] = [];
  let before: ChatMessage | null = null;
  let isMarked = unreadAfter === null;
  for (const message of messages) {
    const isNewDay = before === null || dayOf(before.at) !== dayOf(message.at);
    if (isNewDay) rows.push({ t: "day", key: `day ${dayOf(message.at)}`, at: message.at });
    const isNew = !isMarked && message.seq > (unreadAfter ?? 0) && message.author.user_id !== me;
    if (isNew) {
      isMarked = true;
      rows.push({ t: "unread", key: "unread" });
    }
    const follows =
      !isNewDay &&
      !isNew &&
      before !== null &&
      before.author.user_id === message.author.user_id &&
      message.reply_to === null &&
      before.deleted === message.deleted &&
      Date.parse(message.at) - Date.parse(before.at) < GROUP_MS;
    rows.push({ t: "message", key: message.id, id: message.id, isHead: !follows });
    before = message;
  }
  return rows;
}
