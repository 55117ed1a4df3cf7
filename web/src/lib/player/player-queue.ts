import { listTracks, type Track } from "@veza/contracts/http/tracks";
import { followingIndex } from "@veza/core/play-queue";
import { call } from "../api/call.ts";
import { QueueGlue } from "../stream/queue-glue.ts";
import { currentOf, type Queue, type QueueItem } from "./queue.ts";
import { usePlayer } from "./store.ts";

/** The queue of this page, and of the listener's session where there is one. The store shows it with its tracks. */
export const glue = new QueueGlue();

const tracks = new Map<string, Track>();
/** Ids that the API did not answer: not asked for again in this visit. */
const hidden = new Set<string>();
/** As many ids as one call takes. */
const BATCH = 50;
let fetching: Promise<void> | null = null;

/** Newer answers of the API for tracks that are, or will be, in the queue. */
export function learn(answers: readonly Track[]): void {
  for (const track of answers) tracks.set(track.id, track);
}

function shown(): Queue {
  const { items, index, shuffle_seed, repeat } = glue.view();
  const current = items[index]?.item_id;
  const known = items.flatMap((item): QueueItem[] => {
    const track = tracks.get(item.track_id);
    return track ? [{ uid: item.item_id, track }] : [];
  });
  const at = known.findIndex((item) => item.uid === current);
  return { items: known, index: at, isShuffled: shuffle_seed !== null, repeat };
}

/** Shows the queue as it is now; tracks that this page does not know yet follow when they are here. */
export function publishQueue(): void {
  usePlayer.setState({ queue: shown() });
  if (unknownIds().length > 0) void loadTracks();
}

function unknownIds(): string[] {
  const ids = glue.view().items.map((item) => item.track_id);
  return [...new Set(ids)].filter((id) => !tracks.has(id) && !hidden.has(id));
}

/** Settles when every track of the queue that may be seen is known. */
export function loadTracks(): Promise<void> {
  fetching ??= fetchUnknown().finally(() => {
    fetching = null;
  });
  return fetching;
}

async function fetchUnknown(): Promise<void> {
  for (let ids = unknownIds(); ids.length > 0; ids = unknownIds()) {
    // What plays is looked for first.
    const current = glue.view().items[glue.view().index]?.track_id;
    const batch = ids.toSorted((a, b) => Number(b === current) - Number(a === current)).slice(0, BATCH);
    try {
      const { items } = await call(listTracks, { query: { ids: batch.join(","), limit: BATCH } });
      learn(items);
    } catch (error) {
      console.info("The tracks of the queue could not be loaded.", error);
      return;
    }
    for (const id of batch) if (!tracks.has(id)) hidden.add(id);
    usePlayer.setState({ queue: shown() });
  }
}

/** Index in the shown queue of what comes after the current item, -1 for nothing. */
export function indexAfter(why: "ended" | "skipped"): number {
  const { queue } = usePlayer.getState();
  const items = queue.items.map(({ uid, track }, rank) => ({ item_id: uid, track_id: track.id, rank }));
  return followingIndex({ items, index: queue.index, repeat: queue.repeat, shuffle_seed: null }, why);
}

/** What a source may prepare to join without a gap. A repeated single track begins anew by itself. */
export function preparedItem(): QueueItem | null {
  const { queue } = usePlayer.getState();
  const item = queue.items[indexAfter("ended")] ?? null;
  return item === currentOf(queue) ? null : item;
}

export function itemOf(uid: string): QueueItem | null {
  return usePlayer.getState().queue.items.find((item) => item.uid === uid) ?? null;
}
