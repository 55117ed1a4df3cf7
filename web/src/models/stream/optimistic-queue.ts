import type { StreamClientFrame } from "@veza/contracts/ws/stream";
import {
  addItems,
  EMPTY_PLAY_QUEUE,
  moveItem,
  type PlayQueue,
  removeItems,
  setItems,
  shuffleItems,
} from "@veza/core/play-queue";

type ChangeType =
  | "queue.set"
  | "queue.add"
  | "queue.move"
  | "queue.remove"
  | "queue.shuffle"
  | "queue.repeat";
/** A frame that changes the queue. */
export type QueueChange = Extract<StreamClientFrame, { t: ChangeType }>;

export function applyChange(queue: PlayQueue, change: QueueChange): PlayQueue {
  switch (change.t) {
    case "queue.set":
      return setItems(queue, change.items, change.index);
    case "queue.add":
      return addItems(queue, change.items, change.after);
    case "queue.move":
      return moveItem(queue, change.item_id, change.after);
    case "queue.remove":
      return removeItems(queue, change.item_ids);
    case "queue.shuffle":
      return shuffleItems(queue, change.seed);
    case "queue.repeat":
      return { ...queue, repeat: change.repeat };
  }
}

/** More unanswered changes than anybody makes while a train is in a tunnel. */
const MAX_PENDING = 200;

/**
 * The session's queue as this device shows it: what the server said last, with the changes made here that it
 * has not answered yet on top.
 */
export class OptimisticQueue {
  #base: PlayQueue = EMPTY_PLAY_QUEUE;
  #pending: (QueueChange & { id: string })[] = [];

  view(): PlayQueue {
    return this.#pending.reduce<PlayQueue>(applyChange, this.#base);
  }

  get pending(): readonly (QueueChange & { id: string })[] {
    return this.#pending;
  }

  /** A change that the server is to hear of (it has an id), or that stays here. */
  change(change: QueueChange): void {
    const { id } = change;
    if (id === undefined) this.#base = applyChange(this.#base, change);
    // A new list makes changes of the old one pointless.
    else if (change.t === "queue.set") this.#pending = [{ ...change, id }];
    else this.#pending = [...this.#pending, { ...change, id }].slice(-MAX_PENDING);
  }

  /** What the server says. */
  adopt(queue: PlayQueue): void {
    const { items, index, shuffle_seed, repeat } = queue;
    this.#base = { items, index, shuffle_seed, repeat };
  }

  /** The server has done a change. Doing it here too changes nothing when the new queue came first. */
  acknowledge(id: string): void {
    const change = this.#pending.find((it) => it.id === id);
    if (!change) return;
    this.#pending = this.#pending.filter((it) => it !== change);
    const place = this.#base.items[this.#base.index]?.item_id;
    const isThere =
      change.t === "queue.set" &&
      change.items.length === this.#base.items.length &&
      change.items.every((it) => this.#base.items.some((other) => other.item_id === it.item_id));
    if (isThere) return;
    this.#base = applyChange(this.#base, change);
    if (change.t !== "queue.set" && place !== undefined) this.placeAt(place);
  }

  /** The server will not do it: it is taken back here too. */
  refuse(id: string): void {
    this.#pending = this.#pending.filter((it) => it.id !== id);
  }

  /** The item that plays here, whatever the server still believes. False: it is not in the queue. */
  placeAt(itemId: string): boolean {
    const index = this.#base.items.findIndex((item) => item.item_id === itemId);
    if (index !== -1) this.#base = { ...this.#base, index };
    this.#pending = this.#pending.map((change) => {
      if (change.t !== "queue.set") return change;
      const at = change.items.findIndex((item) => item.item_id === itemId);
      return at === -1 ? change : { ...change, index: at };
    });
    return index !== -1 || this.#pending.some((change) => change.t === "queue.set");
  }

  /** Everything that is unanswered becomes plain local state: there is no session any more. */
  settle(): void {
    this.#base = this.view();
    this.#pending = [];
  }
}
