import type { Track } from "@veza/contracts/http/tracks";

/** One place in the queue. The same track may stand in it twice, so places have an identity of their own. */
export interface QueueItem {
  uid: string;
  track: Track;
}

export interface Queue {
  items: readonly QueueItem[];
  /** Index of the item that plays; -1 when the queue is empty. */
  index: number;
  isShuffled: boolean;
  repeat: "off" | "all" | "one";
}

export const EMPTY_QUEUE: Queue = { items: [], index: -1, isShuffled: false, repeat: "off" };

/** Whether there is something to hear in a track now. */
export function isPlayable(track: Track): boolean {
  return track.stream_manifest_url !== null;
}

export function currentOf(queue: Queue): QueueItem | null {
  return queue.items[queue.index] ?? null;
}

/** What comes when the listener skips; at the end of a repeated list its start. */
export function followingOf(queue: Queue): QueueItem | null {
  return queue.items[queue.index + 1] ?? (queue.repeat === "off" ? null : (queue.items[0] ?? null));
}
