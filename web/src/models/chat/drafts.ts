import type { Kept } from "./kept.ts";

const keyOf = (roomId: string, thread: string | null) => `draft.${roomId}.${thread ?? ""}`;

/** What somebody has begun to write in a room or in one of its threads. */
export const readDraft = (kept: Kept, roomId: string, thread: string | null): string =>
  kept.get(keyOf(roomId, thread)) ?? "";

/** Keeps it; an empty one is forgotten. */
export function keepDraft(kept: Kept, roomId: string, thread: string | null, text: string): void {
  if (text.trim() === "") kept.remove(keyOf(roomId, thread));
  else kept.set(keyOf(roomId, thread), text);
}
