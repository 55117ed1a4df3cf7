import type { Track } from "@veza/contracts/http/tracks";
import { followingIndex } from "@veza/core/play-queue";
import { OptimisticQueue } from "../stream/optimistic-queue.ts";
import type { PlayerDeps } from "./player-deps.ts";
import { currentOf, type Queue, type QueueItem } from "./queue.ts";

/** As many ids as one call takes. */
const BATCH = 50;

/**
 * The queue of this page, and of the listener's session where there is one. The store shows it with its
 * tracks.
 */
export class PlayerQueue {
  readonly #deps: Pick<PlayerDeps, "store" | "fetchTracks">;
  /** The places, without their tracks. The session reads and changes it; nobody else does. */
  readonly shared = new OptimisticQueue();
  readonly #tracks = new Map<string, Track>();
  /** Ids that the API did not answer: not asked for again in this visit. */
  readonly #hidden = new Set<string>();
  #fetching: Promise<void> | null = null;

  constructor(deps: Pick<PlayerDeps, "store" | "fetchTracks">) {
    this.#deps = deps;
  }

  get shown(): Queue {
    return this.#deps.store.getState().queue;
  }

  get current(): QueueItem | null {
    return currentOf(this.shown);
  }

  /** Newer answers of the API for tracks that are, or will be, in the queue. */
  learn(answers: readonly Track[]): void {
    for (const track of answers) this.#tracks.set(track.id, track);
  }

  /** Shows the queue as it is now; tracks that this page does not know yet follow when they are here. */
  publish(): void {
    this.#show();
    if (this.#unknownIds().length > 0) void this.loadTracks();
  }

  /** The item that plays here. False: it is not in the queue. */
  placeAt(uid: string): boolean {
    const isThere = this.shared.placeAt(uid);
    if (isThere) this.publish();
    return isThere;
  }

  /** Settles when every track of the queue that may be seen is known. */
  loadTracks(): Promise<void> {
    this.#fetching ??= this.#fetchUnknown().finally(() => {
      this.#fetching = null;
    });
    return this.#fetching;
  }

  /** Index in the shown queue of what comes after the current item, -1 for nothing. */
  indexAfter(why: "ended" | "skipped"): number {
    const { items: shown, index, repeat } = this.shown;
    const items = shown.map(({ uid, track }, rank) => ({ item_id: uid, track_id: track.id, rank }));
    return followingIndex({ items, index, repeat, shuffle_seed: null }, why);
  }

  /** What a source may prepare to join without a gap. A repeated single track begins anew by itself. */
  prepared(): QueueItem | null {
    const item = this.shown.items[this.indexAfter("ended")] ?? null;
    return item === this.current ? null : item;
  }

  itemOf(uid: string): QueueItem | null {
    return this.shown.items.find((item) => item.uid === uid) ?? null;
  }

  #show(): void {
    const { items, index, shuffle_seed, repeat } = this.shared.view();
    const current = items[index]?.item_id;
    const known = items.flatMap((item): QueueItem[] => {
      const track = this.#tracks.get(item.track_id);
      return track ? [{ uid: item.item_id, track }] : [];
    });
    const at = known.findIndex((item) => item.uid === current);
    this.#deps.store.setState({
      queue: { items: known, index: at, isShuffled: shuffle_seed !== null, repeat },
    });
  }

  #unknownIds(): string[] {
    const ids = this.shared.view().items.map((item) => item.track_id);
    return [...new Set(ids)].filter((id) => !this.#tracks.has(id) && !this.#hidden.has(id));
  }

  async #fetchUnknown(): Promise<void> {
    for (let ids = this.#unknownIds(); ids.length > 0; ids = this.#unknownIds()) {
      // What plays is looked for first.
      const { items, index } = this.shared.view();
      const current = items[index]?.track_id;
      const batch = ids.toSorted((a, b) => Number(b === current) - Number(a === current)).slice(0, BATCH);
      try {
        this.learn(await this.#deps.fetchTracks(batch));
      } catch (error) {
        console.info("The tracks of the queue could not be loaded.", error);
        return;
      }
      for (const id of batch) if (!this.#tracks.has(id)) this.#hidden.add(id);
      this.#show();
    }
  }
}
