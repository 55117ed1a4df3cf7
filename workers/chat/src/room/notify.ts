import { MAX_GROUP } from "@veza/contracts/ws/chat";
import type { StoredMessage } from "./messages.ts";
import type { Person } from "./state.ts";
import { type Step, tellPlatform } from "./step.ts";

/**
 * Notifications of one message, to those who are not here: who is named, who is replied to, and in
 * conversations everybody, but only once until they have read. A room that was made quiet tells only what
 * names them; `@room` notifies nobody, it counts.
 */
export function notifyOf(
  step: Step,
  message: StoredMessage,
  author: Person,
  replied: StoredMessage | null,
): void {
  const { store, data, setup } = step;
  const kinds = new Map<string, "mention" | "reply" | "dm">();
  if (data.core.kind !== "room") for (const id of store.memberIds(MAX_GROUP)) kinds.set(id, "dm");
  if (replied !== null) kinds.set(replied.author, "reply");
  for (const id of message.mentions) kinds.set(id, "mention");
  kinds.delete(message.author);
  for (const [userId, kind] of kinds) {
    const member = store.member(userId);
    if (member === null || setup.isPresent(userId)) continue;
    if (kind === "dm" && (member.quiet || member.notified_seq > member.read_seq)) continue;
    if (kind === "reply" && member.quiet) continue;
    store.saveMember({ ...member, notified_seq: message.seq });
    tellPlatform(step, "chat.notified", {
      user_id: userId,
      kind,
      room_id: data.core.id,
      room_name: data.core.name,
      message_id: message.id,
      author_id: author.user_id,
      author: author.username,
      body: [...message.body].slice(0, 140).join(""),
    });
  }
}
