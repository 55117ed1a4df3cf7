import { canInRoom } from "@veza/contracts/permissions/room";
import type { ChatYou } from "@veza/contracts/ws/chat";
import type { ChatMessage, RoomInfo } from "@veza/contracts/ws/chat-room";

/** Why the reader cannot write now. `until`: the server's time when it is over, epoch ms. */
export type Hindrance = { why: "read_only" } | { why: "muted" | "slow"; until: number };

/** The room decides anyway; this lets the text stay where it is until it can be sent. */
export function hindranceOf(
  room: Pick<RoomInfo, "slow_mode_ms" | "kind">,
  you: ChatYou,
  lastOwnAt: number | null,
  now: number,
): Hindrance | null {
  if (!canInRoom(you.role, room.kind, "send")) return { why: "read_only" };
  const muted = typeof you.muted_until === "string" ? Date.parse(you.muted_until) : 0;
  if (muted > now) return { why: "muted", until: muted };
  if (canInRoom(you.role, room.kind, "skip_limits") || lastOwnAt === null) return null;
  const until = lastOwnAt + room.slow_mode_ms;
  return until > now ? { why: "slow", until } : null;
}

/** When the reader has last written, as far as this page knows; null: not in what it knows. */
export function lastOwn(messages: Iterable<ChatMessage>, me: string): ChatMessage | null {
  let last: ChatMessage | null = null;
  for (const message of messages)
    if (message.author.user_id === me && message.seq > (last?.seq ?? 0)) last = message;
  return last;
}
