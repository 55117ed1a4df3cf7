import type { AccountStorage } from "./account-storage.ts";

const keyOf = (roomId: string, thread: string | null) => `draft.${roomId}.${thread ?? ""}`;

/** What somebody has begun to write in a room or in one of its threads. */
export const readDraft = (storage: AccountStorage, roomId: string, thread: string | null): string =>
  storage.get(keyOf(roomId, thread)) ?? "";

/** Keeps it; an empty one is forgotten. */
export function keepDraft(
  storage: AccountStorage,
  roomId: string,
  thread: string | null,
  text: string,
): void {
  if (text.trim() === "") storage.remove(keyOf(roomId, thread));
  else storage.set(keyOf(roomId, thread), text);
}
