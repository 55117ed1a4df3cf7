import { beforeEach, describe, expect, test, vi } from "vitest";
import { sampleTrack } from "../../testing/sample-track.ts";
import { PlayerQueue } from "./player-queue.ts";
import { followingOf } from "./queue.ts";
import { createPlayerStore } from "./store.ts";

const fetchTracks = vi.fn();
const tracks = [1, 2, 3].map((number) => sampleTrack(number));
let queue: PlayerQueue;
const titles = () => queue.shown.items.map((item) => item.track.title.slice(-1)).join("");
const set = (numbers: number[], index = 0) => {
  queue.shared.change({
    t: "queue.set",
    items: numbers.map((number) => ({ item_id: `i${number}`, track_id: sampleTrack(number).id })),
    index,
    position_ms: 0,
    play: true,
  });
  queue.publish();
};

beforeEach(() => {
  fetchTracks.mockReset();
  fetchTracks.mockResolvedValue([]);
  queue = new PlayerQueue({ store: createPlayerStore(), fetchTracks });
  queue.learn(tracks);
});

describe("the queue that the page shows", () => {
  test("stands at what plays, with the tracks it knows", () => {
    set([1, 2, 3], 1);
    expect([titles(), queue.current?.uid, queue.itemOf("i3")?.track]).toEqual(["123", "i2", tracks[2]]);
    expect(fetchTracks).not.toHaveBeenCalled();
  });

  test("fetches what it does not know, once; what the listener may not see stays out", async () => {
    fetchTracks.mockResolvedValue([sampleTrack(7)]);
    set([1, 7, 8], 2);
    expect(titles()).toBe("1");
    await queue.loadTracks();
    expect(titles()).toBe("17");
    expect(fetchTracks.mock.calls[0]?.[0]).toEqual([sampleTrack(8).id, sampleTrack(7).id]);
    queue.publish();
    await queue.loadTracks();
    expect(fetchTracks).toHaveBeenCalledOnce();
  });

  test("a failed answer is asked for again at the next change", async () => {
    fetchTracks.mockRejectedValueOnce(new Error("offline"));
    set([1, 9]);
    await queue.loadTracks();
    fetchTracks.mockResolvedValue([sampleTrack(9)]);
    queue.publish();
    await queue.loadTracks();
    expect(titles()).toBe("19");
  });

  test.each([
    ["off", -1, null, null],
    ["all", 0, "i1", "i1"],
    ["one", 2, null, "i1"],
  ] as const)("at the end of a queue that repeats %s", (repeat, index, prepared, skipped) => {
    set([1, 2, 3], 2);
    queue.shared.change({ t: "queue.repeat", repeat });
    queue.publish();
    expect(queue.indexAfter("ended")).toBe(index);
    expect(queue.prepared()?.uid ?? null).toBe(prepared);
    expect(followingOf(queue.shown)?.uid ?? null).toBe(skipped);
  });
});
