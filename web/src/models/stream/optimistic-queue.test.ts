import type { PlayQueue } from "@veza/core/play-queue";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { sampleId } from "../../testing/sample-track.ts";
import { applyChange, OptimisticQueue, type QueueChange } from "./optimistic-queue.ts";

const item = (name: string) => ({ item_id: name, track_id: sampleId("trk", name.charCodeAt(0)) });
const set = (names: string, index = 0, id?: string): QueueChange => ({
  t: "queue.set",
  items: [...names].map(item),
  index,
  position_ms: 0,
  play: true,
  ...(id === undefined ? {} : { id }),
});
const add = (names: string, after: string, id: string): QueueChange => ({
  t: "queue.add",
  items: [...names].map(item),
  after,
  id,
});
const names = (queue: PlayQueue) => queue.items.map((it) => it.item_id).join("");
const playing = (queue: PlayQueue) => queue.items[queue.index]?.item_id;

describe("the queue between the page and its session", () => {
  test("without a session a change simply holds", () => {
    const queue = new OptimisticQueue();
    queue.change(set("abc", 1));
    expect([names(queue.view()), playing(queue.view()), queue.pending]).toEqual(["abc", "b", []]);
  });

  test("a change shows at once, and lies on top of what the server says until it has answered", () => {
    const queue = new OptimisticQueue();
    queue.change(set("abc"));
    queue.change(add("d", "current", "1"));
    expect(names(queue.view())).toBe("adbc");
    // Another device has removed a track; our change has not arrived there.
    queue.adopt(applyChange(queue.view(), { t: "queue.remove", item_ids: ["c", "d"] }));
    expect(names(queue.view())).toBe("adb");
    queue.acknowledge("1");
    expect([names(queue.view()), queue.pending]).toEqual(["adb", []]);
  });

  test("a refused change is taken back", () => {
    const queue = new OptimisticQueue();
    queue.change(set("ab"));
    queue.change({ t: "queue.remove", item_ids: ["b"], id: "1" });
    expect(names(queue.view())).toBe("a");
    queue.refuse("1");
    expect(names(queue.view())).toBe("ab");
  });

  test("what is heard here is current, whatever the server still believes", () => {
    const queue = new OptimisticQueue();
    queue.change(set("abc", 0, "1"));
    expect(queue.placeAt("c")).toBe(true);
    expect([playing(queue.view()), queue.pending[0]]).toMatchObject(["c", { index: 2 }]);
    queue.acknowledge("1");
    expect(playing(queue.view())).toBe("c");
    expect(queue.placeAt("z")).toBe(false);
  });

  test("a new list makes earlier changes pointless", () => {
    const queue = new OptimisticQueue();
    queue.change(add("a", "end", "1"));
    queue.change(set("xy", 0, "2"));
    expect(queue.pending.map((it) => it.id)).toEqual(["2"]);
  });

  test("whatever the order of answer and queue, the page ends where the server is", () => {
    const change = fc.oneof(
      fc.record({ t: fc.constant("add" as const), name: fc.constantFrom(..."defgh") }),
      fc.record({ t: fc.constant("remove" as const), name: fc.constantFrom(..."abcdef") }),
      fc.record({
        t: fc.constant("move" as const),
        name: fc.constantFrom(..."abcde"),
        after: fc.constantFrom(..."abcde"),
      }),
      fc.record({ t: fc.constant("shuffle" as const), seed: fc.nat({ max: 99 }) }),
    );
    fc.assert(
      fc.property(fc.array(change, { maxLength: 12 }), (changes) => {
        const queue = new OptimisticQueue();
        queue.change(set("abc"));
        let server = queue.view();
        for (const [index, it] of changes.entries()) {
          const id = String(index);
          const frame: QueueChange =
            it.t === "add"
              ? add(it.name, "end", id)
              : it.t === "remove"
                ? { t: "queue.remove", item_ids: [it.name], id }
                : it.t === "move"
                  ? { t: "queue.move", item_id: it.name, after: it.after, id }
                  : { t: "queue.shuffle", seed: it.seed, id };
          queue.change(frame);
          server = applyChange(server, frame);
          queue.adopt(server);
          queue.acknowledge(id);
          queue.adopt(server);
        }
        expect(queue.view()).toEqual(server);
        expect(queue.pending).toEqual([]);
      }),
    );
  });
});
