import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  addItems,
  EMPTY_PLAY_QUEUE,
  followingIndex,
  moveItem,
  type PlayQueue,
  removeItems,
  setItems,
  shuffleItems,
} from "./play-queue.ts";

const items = (...ids: string[]) => ids.map((item_id) => ({ item_id, track_id: `track-${item_id}` }));
const idsOf = (queue: PlayQueue) => queue.items.map((item) => item.item_id).join("");
const current = (queue: PlayQueue) => queue.items[queue.index]?.item_id;
const abcd = setItems(EMPTY_PLAY_QUEUE, items("a", "b", "c", "d"), 1);

describe("adding", () => {
  test("after what plays, after an item, at the end; an unknown place is the end", () => {
    expect(idsOf(addItems(abcd, items("x", "y"), "current"))).toBe("abxycd");
    expect(idsOf(addItems(abcd, items("x"), "a"))).toBe("axbcd");
    expect(idsOf(addItems(abcd, items("x"), "end"))).toBe("abcdx");
    expect(idsOf(addItems(abcd, items("x"), "gone"))).toBe("abcdx");
  });
  test("what plays goes on, and an id that is there is not added twice", () => {
    expect(current(addItems(abcd, items("x"), "a"))).toBe("b");
    expect(addItems(abcd, items("a", "d"), "end")).toBe(abcd);
    expect(idsOf(addItems(abcd, items("x", "x"), "end"))).toBe("abcdx");
  });
  test("the first item of an empty queue is what plays", () => {
    expect(addItems(EMPTY_PLAY_QUEUE, items("x"), "end").index).toBe(0);
  });
});

test("moving keeps what plays; to the front, behind another, and not behind itself", () => {
  expect(idsOf(moveItem(abcd, "d", null))).toBe("dabc");
  expect(idsOf(moveItem(abcd, "a", "c"))).toBe("bcad");
  expect(current(moveItem(abcd, "b", "d"))).toBe("b");
  expect(moveItem(abcd, "b", "b")).toBe(abcd);
  expect(moveItem(abcd, "b", "gone")).toBe(abcd);
});

test("removing what plays lets the item after it take its place", () => {
  expect(current(removeItems(abcd, ["b"]))).toBe("c");
  expect(current(removeItems(abcd, ["a"]))).toBe("b");
  expect(current(removeItems({ ...abcd, index: 3 }, ["d"]))).toBe("c");
  expect(removeItems(abcd, ["a", "b", "c", "d"])).toMatchObject({ items: [], index: -1 });
});

describe("shuffling", () => {
  const long = setItems(EMPTY_PLAY_QUEUE, items(..."abcdefghijklmnop"), 4);

  test("the same seed gives the same order everywhere, what plays first", () => {
    const shuffled = shuffleItems(long, 42);
    expect(shuffleItems(long, 42)).toEqual(shuffled);
    expect(shuffled.index).toBe(0);
    expect(current(shuffled)).toBe("e");
    expect(idsOf(shuffled)).not.toBe(idsOf(long));
    expect([...idsOf(shuffled)].sort().join("")).toBe("abcdefghijklmnop");
    expect(idsOf(shuffleItems(long, 43))).not.toBe(idsOf(shuffled));
  });
  test("off goes back to the order before, with what came meanwhile in its place", () => {
    const meanwhile = addItems(shuffleItems(long, 7), items("x"), "current");
    expect(idsOf(meanwhile).slice(0, 2)).toBe("ex");
    expect(idsOf(shuffleItems(meanwhile, null))).toBe("abcdexfghijklmnop");
    expect(current(shuffleItems(meanwhile, null))).toBe("e");
  });
  test("every order is about as likely as any other", () => {
    const counts = new Map<string, number>();
    const three = setItems(EMPTY_PLAY_QUEUE, items("a", "b", "c", "d"), 0);
    for (let seed = 0; seed < 6_000; seed++) {
      const order = idsOf(shuffleItems(three, seed));
      counts.set(order, (counts.get(order) ?? 0) + 1);
    }
    expect(counts.size).toBe(6);
    for (const count of counts.values()) expect(Math.abs(count - 1_000)).toBeLessThan(150);
  });
});

test("what follows: the next, nothing at the end, round with repeat, itself with repeat one unless it is skipped", () => {
  expect(followingIndex(abcd, "ended")).toBe(2);
  const last = { ...abcd, index: 3 };
  expect(followingIndex(last, "ended")).toBe(-1);
  expect(followingIndex({ ...last, repeat: "all" }, "ended")).toBe(0);
  expect(followingIndex({ ...abcd, repeat: "one" }, "ended")).toBe(1);
  expect(followingIndex({ ...abcd, repeat: "one" }, "skipped")).toBe(2);
  expect(followingIndex(EMPTY_PLAY_QUEUE, "ended")).toBe(-1);
});

test("any changes: ids stay distinct, the index stays inside, what plays changes only when it is removed", () => {
  const id = fc.constantFrom(..."abcdefgh");
  const change = fc.oneof(
    fc.tuple(
      fc.constant("add" as const),
      fc.array(id, { maxLength: 3 }),
      fc.oneof(id, fc.constantFrom("end", "current")),
    ),
    fc.tuple(fc.constant("move" as const), id, fc.oneof(id, fc.constant(null))),
    fc.tuple(fc.constant("remove" as const), fc.array(id, { maxLength: 2 })),
    fc.tuple(fc.constant("shuffle" as const), fc.oneof(fc.nat(100), fc.constant(null))),
  );
  fc.assert(
    fc.property(fc.array(change, { maxLength: 30 }), (changes) => {
      let queue = abcd;
      for (const one of changes) {
        const before = current(queue);
        if (one[0] === "add") queue = addItems(queue, items(...one[1]), one[2]);
        else if (one[0] === "move") queue = moveItem(queue, one[1], one[2]);
        else if (one[0] === "remove") queue = removeItems(queue, one[1]);
        else queue = shuffleItems(queue, one[1]);
        const ids = queue.items.map((item) => item.item_id);
        expect(new Set(ids).size).toBe(ids.length);
        expect(new Set(queue.items.map((item) => item.rank)).size).toBe(ids.length);
        expect(ids.length === 0 ? queue.index === -1 : queue.index >= 0 && queue.index < ids.length).toBe(
          true,
        );
        if (before !== undefined && ids.includes(before)) expect(current(queue)).toBe(before);
      }
    }),
    { seed: 20_261_122, numRuns: 500 },
  );
});
