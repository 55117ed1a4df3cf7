import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { sampleTrack } from "../../testing/sample-track.ts";
import * as queues from "./queue.ts";

const makeUid = () => {
  let count = 0;
  return () => `u${(count++).toString()}`;
};
const tracks = [1, 2, 3, 4].map((number) => sampleTrack(number));
const names = (queue: queues.Queue) => queue.items.map((item) => item.track.title.slice(-1)).join("");
const playing = (queue: queues.Queue) => queues.currentOf(queue)?.track.title.slice(-1);

describe("queue", () => {
  test("starts at the chosen track", () => {
    const queue = queues.queueOf(tracks, 2, makeUid());
    expect([names(queue), playing(queue)]).toEqual(["1234", "3"]);
  });

  test("leaves out what cannot be played and still starts at the chosen track", () => {
    const mixed = [sampleTrack(1, { stream_manifest_url: null }), ...tracks.slice(1)];
    const queue = queues.queueOf(mixed, 2, makeUid());
    expect([names(queue), playing(queue)]).toEqual(["234", "3"]);
  });

  test("is empty when nothing can be played", () => {
    expect(queues.queueOf([sampleTrack(1, { stream_manifest_url: null })], 0, makeUid())).toEqual(
      queues.EMPTY_QUEUE,
    );
  });

  test("play next and append go to their places; the first one added becomes current", () => {
    const uid = makeUid();
    const queue = queues.append(
      queues.playNext(queues.queueOf(tracks.slice(0, 2), 0, uid), tracks[2]!, uid),
      tracks[3]!,
      uid,
    );
    expect([names(queue), playing(queue)]).toEqual(["1324", "1"]);
    expect(playing(queues.playNext(queues.EMPTY_QUEUE, tracks[0]!, uid))).toBe("1");
  });

  test("removing what plays makes the following one current, or the last", () => {
    const queue = queues.queueOf(tracks, 1, makeUid());
    expect(playing(queues.remove(queue, "u1"))).toBe("3");
    expect(playing(queues.remove(queues.queueOf(tracks, 3, makeUid()), "u3"))).toBe("3");
    expect(queues.remove(queues.queueOf(tracks.slice(0, 1), 0, makeUid()), "u0")).toEqual(queues.EMPTY_QUEUE);
  });

  test("clearing keeps what plays and what was before it", () => {
    expect(names(queues.clearUpcoming(queues.queueOf(tracks, 1, makeUid())))).toBe("12");
  });

  test("a newer answer of the server reaches every place of its track", () => {
    const queue = queues.queueOf(tracks, 0, makeUid());
    const newer = sampleTrack(2, { title: "Renamed" });
    expect(queues.updateTrack(queue, newer).items[1]?.track.title).toBe("Renamed");
    expect(queues.updateTrack(queue, sampleTrack(9))).toBe(queue);
  });

  test("whatever is moved or removed, what plays stays unless it is removed itself", () => {
    const step = fc.oneof(
      fc.record({ kind: fc.constant("move" as const), from: fc.nat(4), to: fc.nat(4) }),
      fc.record({ kind: fc.constant("remove" as const), at: fc.nat(4) }),
    );
    fc.assert(
      fc.property(fc.nat(3), fc.array(step, { maxLength: 6 }), (start, steps) => {
        let queue = queues.queueOf(tracks, start, makeUid());
        for (const it of steps) {
          const before = queues.currentOf(queue)?.uid;
          const target = it.kind === "remove" ? queue.items[it.at]?.uid : undefined;
          queue =
            it.kind === "move" ? queues.move(queue, it.from, it.to) : queues.remove(queue, target ?? "none");
          if (target !== before) expect(queues.currentOf(queue)?.uid).toBe(before);
          expect(queue.index).toBeLessThan(Math.max(1, queue.items.length));
          expect(new Set(queue.items.map((item) => item.uid)).size).toBe(queue.items.length);
        }
      }),
      { seed: 7 },
    );
  });
});
