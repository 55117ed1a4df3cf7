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
}

export const EMPTY_QUEUE: Queue = { items: [], index: -1 };

export type MakeUid = () => string;

/** Whether there is something to hear in a track now. */
export function isPlayable(track: Track): boolean {
  return track.stream_manifest_url !== null;
}

/** A new queue from a list, starting at `start`; what cannot be played is left out. */
export function queueOf(tracks: readonly Track[], start: number, makeUid: MakeUid): Queue {
  const wanted = tracks[start];
  const items = tracks.filter(isPlayable).map((track) => ({ uid: makeUid(), track }));
  const index = wanted ? items.findIndex((item) => item.track.id === wanted.id) : 0;
  return items.length === 0 ? EMPTY_QUEUE : { items, index: Math.max(0, index) };
}

export function playNext(queue: Queue, track: Track, makeUid: MakeUid): Queue {
  return insert(queue, queue.index + 1, track, makeUid);
}

export function append(queue: Queue, track: Track, makeUid: MakeUid): Queue {
  return insert(queue, queue.items.length, track, makeUid);
}

function insert(queue: Queue, at: number, track: Track, makeUid: MakeUid): Queue {
  if (!isPlayable(track)) return queue;
  const items = queue.items.toSpliced(at, 0, { uid: makeUid(), track });
  return { items, index: queue.index === -1 ? 0 : at <= queue.index ? queue.index + 1 : queue.index };
}

/** Moves an item; what plays goes on playing wherever it ends up. */
export function move(queue: Queue, from: number, to: number): Queue {
  const item = queue.items[from];
  if (!item || to < 0 || to >= queue.items.length || from === to) return queue;
  const current = queue.items[queue.index]?.uid;
  const items = queue.items.toSpliced(from, 1).toSpliced(to, 0, item);
  return { items, index: items.findIndex((entry) => entry.uid === current) };
}

/** Removes an item. Removing what plays makes the one after it current (or the last one). */
export function remove(queue: Queue, uid: string): Queue {
  const at = queue.items.findIndex((item) => item.uid === uid);
  if (at === -1) return queue;
  const items = queue.items.toSpliced(at, 1);
  if (items.length === 0) return EMPTY_QUEUE;
  const index = at < queue.index ? queue.index - 1 : queue.index;
  return { items, index: Math.min(index, items.length - 1) };
}

/** Drops what comes after the current item. */
export function clearUpcoming(queue: Queue): Queue {
  return { ...queue, items: queue.items.slice(0, queue.index + 1) };
}

export function currentOf(queue: Queue): QueueItem | null {
  return queue.items[queue.index] ?? null;
}

export function followingOf(queue: Queue): QueueItem | null {
  return queue.items[queue.index + 1] ?? null;
}

/** Puts a newer answer of the server in every place of its track; the same queue when nothing changed. */
export function updateTrack(queue: Queue, track: Track): Queue {
  if (!queue.items.some((item) => item.track.id === track.id && item.track !== track)) return queue;
  return {
    ...queue,
    items: queue.items.map((item) => (item.track.id === track.id ? { ...item, track } : item)),
  };
}
