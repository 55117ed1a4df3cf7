import { canInRoom } from "@veza/contracts/permissions/room";
import { type ChatYou, EDIT_WINDOW_MS } from "@veza/contracts/ws/chat";
import type { ChatMessage, RoomInfo } from "@veza/contracts/ws/chat-room";

export type MessageAction =
  | "react"
  | "reply"
  | "thread"
  | "copyLink"
  | "copyText"
  | "edit"
  | "pin"
  | "unpin"
  | "history"
  | "report"
  | "remove";

interface Situation {
  room: Pick<RoomInfo, "kind">;
  you: ChatYou;
  /** The server's time, epoch ms. */
  now: number;
}

/**
 * What the reader can do with a message, in the order of the menu. The room decides anyway; this only spares
 * refusals.
 */
export function actionsOf(message: ChatMessage, { room, you, now }: Situation): MessageAction[] {
  if (message.deleted) return [];
  const isOwn = message.author.user_id === you.user_id;
  const isModerator = canInRoom(you.role, room.kind, "delete_any");
  const isMuted = typeof you.muted_until === "string" && Date.parse(you.muted_until) > now;
  const canWrite = canInRoom(you.role, room.kind, "send") && !isMuted;
  const canPin = canInRoom(you.role, room.kind, "pin") && (isModerator || canWrite);
  const isFresh = now - Date.parse(message.at) < EDIT_WINDOW_MS;
  const wanted: [MessageAction, boolean][] = [
    ["react", canWrite],
    ["reply", canWrite],
    ["thread", message.thread_id === null && (canWrite || message.thread_count > 0)],
    ["copyLink", true],
    ["copyText", message.body !== ""],
    ["edit", isOwn && canWrite && isFresh],
    [message.pinned ? "unpin" : "pin", canPin],
    ["history", message.edited_at !== null && (isOwn || isModerator)],
    ["report", !isOwn],
    ["remove", isOwn || isModerator],
  ];
  return wanted.filter(([, can]) => can).map(([action]) => action);
}

/** Whether deleting it is a moderator's act, which the log keeps with its reason. */
export const isModeration = (message: ChatMessage, you: ChatYou): boolean =>
  message.author.user_id !== you.user_id;

/** Address of a message: of one in a thread, that of the thread's first. */
export const linkOf = (roomId: string, message: ChatMessage): string =>
  `/rooms/${roomId}?message=${message.thread_id ?? message.id}`;
