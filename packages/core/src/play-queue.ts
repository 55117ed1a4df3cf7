/**
 * The play queue of a session: pure changes of one value, shared by the session that owns it and by the
 * clients that show a change before the session has confirmed it. Items stand in the order in which they
 * play; `rank` remembers the order that turning shuffle off goes back to.
 */
export interface PlayQueueItem {
  item_id: string;
  track_id: string;
  rank: number;
}
export interface PlayQueue {
  items: PlayQueueItem[];
  /** Of what plays; -1 when the queue is empty. */
  index: number;
  shuffle_seed: number | null;
  repeat: "off" | "all" | "one";
}
export interface NewItem {
  item_id: string;
  track_id: string;
}

export const EMPTY_PLAY_QUEUE: PlayQueue = { items: [], index: -1, shuffle_seed: null, repeat: "off" };

const indexOf = (queue: PlayQueue, itemId: string | null) =>
  queue.items.findIndex((item) => item.item_id === itemId);

/** A new list. Repeated ids are taken once. Shuffle goes off, repeat stays. */
export function setItems(queue: PlayQueue, items: readonly NewItem[], index: number): PlayQueue {
  const wanted = items[index]?.item_id ?? null;
  const distinct = [...new Map(items.map((item) => [item.item_id, item])).values()];
  const ranked = distinct.map(({ item_id, track_id }, rank) => ({ item_id, track_id, rank }));
  const at = ranked.findIndex((item) => item.item_id === wanted);
  return {
    items: ranked,
    index: ranked.length === 0 ? -1 : Math.max(0, at),
    shuffle_seed: null,
    repeat: queue.repeat,
  };
}

/** After an item, after what plays (`current`), or at the `end`. Ids that are there already are left out. */
export function addItems(queue: PlayQueue, items: readonly NewItem[], after: string): PlayQueue {
  const known = new Set(queue.items.map((item) => item.item_id));
  const fresh = [...new Map(items.map((item) => [item.item_id, item])).values()].filter(
    (item) => !known.has(item.item_id),
  );
  if (fresh.length === 0) return queue;
  const before = after === "current" ? queue.index : after === "end" ? -1 : indexOf(queue, after);
  const at = before === -1 ? queue.items.length : before + 1;
  const low =
    before === -1 ? Math.max(-1, ...queue.items.map((item) => item.rank)) : (queue.items[before]?.rank ?? -1);
  const higher = queue.items.map((item) => item.rank).filter((rank) => rank > low);
  const high = higher.length === 0 ? low + fresh.length + 1 : Math.min(...higher);
  const step = (high - low) / (fresh.length + 1);
  const ranked = fresh.map(({ item_id, track_id }, i) => ({ item_id, track_id, rank: low + step * (i + 1) }));
  return renumbered({
    ...queue,
    items: queue.items.toSpliced(at, 0, ...ranked),
    // What plays moves on by what was put before it.
    index: queue.index === -1 ? 0 : at <= queue.index ? queue.index + fresh.length : queue.index,
  });
}

/** Behind another item, or to the front (`null`). What plays goes on playing. */
export function moveItem(queue: PlayQueue, itemId: string, after: string | null): PlayQueue {
  const item = queue.items[indexOf(queue, itemId)];
  if (item === undefined || after === itemId) return queue;
  const others = queue.items.filter((other) => other !== item);
  const before = others.findIndex((other) => other.item_id === after);
  if (after !== null && before === -1) return queue;
  const moved = others.toSpliced(before + 1, 0, item);
  const current = queue.items[queue.index]?.item_id ?? null;
  // In the order of ranks a move changes that order; in a shuffled list it changes the shuffled one only.
  const items = queue.shuffle_seed === null ? moved.map((it, rank) => ({ ...it, rank })) : moved;
  return { ...queue, items, index: items.findIndex((it) => it.item_id === current) };
}

/** When what plays is removed, the item after it takes its place (the last one when there is none). */
export function removeItems(queue: PlayQueue, itemIds: readonly string[]): PlayQueue {
  const gone = new Set(itemIds);
  const items = queue.items.filter((item) => !gone.has(item.item_id));
  if (items.length === queue.items.length) return queue;
  const before = queue.items.slice(0, Math.max(0, queue.index)).filter((item) => !gone.has(item.item_id));
  return { ...queue, items, index: items.length === 0 ? -1 : Math.min(before.length, items.length - 1) };
}

/**
 * A seed puts what plays first and all others behind it in an order that the seed alone decides
 * (Fisher–Yates, Durstenfeld 1964, on the order of ranks, so that every device gets the same); null goes back
 * to the order of ranks.
 */
export function shuffleItems(queue: PlayQueue, seed: number | null): PlayQueue {
  const current = queue.items[queue.index];
  const ranked = queue.items.toSorted((a, b) => a.rank - b.rank);
  if (seed === null) {
    return {
      ...queue,
      shuffle_seed: null,
      items: ranked,
      index: current === undefined ? -1 : ranked.indexOf(current),
    };
  }
  const rest = ranked.filter((item) => item !== current);
  const random = mulberry32(seed);
  for (let i = rest.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    const [a, b] = [rest[i], rest[j]];
    if (a !== undefined && b !== undefined) {
      rest[i] = b;
      rest[j] = a;
    }
  }
  return {
    ...queue,
    shuffle_seed: seed,
    items: current === undefined ? rest : [current, ...rest],
    index: queue.items.length === 0 ? -1 : 0,
  };
}

/**
 * The item to play when the current one has ended by itself (`ended`) or was skipped; -1 when there is none.
 */
export function followingIndex(queue: PlayQueue, why: "ended" | "skipped"): number {
  if (queue.index === -1) return -1;
  if (why === "ended" && queue.repeat === "one") return queue.index;
  if (queue.index + 1 < queue.items.length) return queue.index + 1;
  return queue.repeat === "off" ? -1 : 0;
}

/** Ranks as whole numbers again: halving them for ever would run out of digits. */
function renumbered(queue: PlayQueue): PlayQueue {
  const order = new Map(
    queue.items.toSorted((a, b) => a.rank - b.rank).map((item, rank) => [item.item_id, rank]),
  );
  return {
    ...queue,
    items: queue.items.map((item) => ({ ...item, rank: order.get(item.item_id) ?? item.rank })),
  };
}

/** mulberry32 (Tommy Ettinger, public domain): 32 bits of state are plenty for the order of a playlist. */
function mulberry32(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}
