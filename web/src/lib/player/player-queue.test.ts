import { beforeEach, describe, expect, test, vi } from "vitest";
import { sampleTrack } from "../../testing/sample-track.ts";
import { glue, indexAfter, itemOf, learn, loadTracks, preparedItem, publishQueue } from "./player-queue.ts";
import { currentOf, followingOf } from "./queue.ts";
import { usePlayer } from "./store.ts";

const call = vi.hoisted(() => vi.fn());
vi.mock("../api/call.ts", () => ({ call }));

const tracks = [1, 2, 3].map((number) => sampleTrack(number));
const queue = () => usePlayer.getState().queue;
const titles = () =>
  queue()
    .items.map((item) => item.track.title.slice(-1))
    .join("");
const set = (numbers: number[], index = 0) => {
  glue.change({
    t: "queue.set",
    items: numbers.map((number) => ({ item_id: `i${number}`, track_id: sampleTrack(number).id })),
    index,
    position_ms: 0,
    play: true,
  });
  publishQueue();
};

beforeEach(() => {
  call.mockReset();
  call.mockResolvedValue({ items: [], next_cursor: null });
  glue.change({ t: "queue.repeat", repeat: "off" });
  learn(tracks);
});

describe("the queue that the page shows", () => {
  test("stands at what plays, with the tracks it knows", () => {
    set([1, 2, 3], 1);
    expect([titles(), currentOf(queue())?.uid, itemOf("i3")?.track]).toEqual(["123", "i2", tracks[2]]);
    expect(call).not.toHaveBeenCalled();
  });

  test("fetches what it does not know, once; what the listener may not see stays out", async () => {
    call.mockResolvedValue({ items: [sampleTrack(7)], next_cursor: null });
    set([1, 7, 8], 2);
    expect(titles()).toBe("1");
    await loadTracks();
    expect(titles()).toBe("17");
    expect(call.mock.calls[0]?.[1].query.ids.split(",")).toEqual([sampleTrack(8).id, sampleTrack(7).id]);
    publishQueue();
    await loadTracks();
    expect(call).toHaveBeenCalledOnce();
  });

  test("a failed answer is asked for again at the next change", async () => {
    call.mockRejectedValueOnce(new Error("offline"));
    set([1, 9]);
    await loadTracks();
    call.mockResolvedValue({ items: [sampleTrack(9)], next_cursor: null });
    publishQueue();
    await loadTracks();
    expect(titles()).toBe("19");
  });

  test.each([
    ["off", -1, null, null],
    ["all", 0, "i1", "i1"],
    ["one", 2, null, "i1"],
  ] as const)("at the end of a queue that repeats %s", (repeat, index, prepared, skipped) => {
    set([1, 2, 3], 2);
    glue.change({ t: "queue.repeat", repeat });
    publishQueue();
    expect(indexAfter("ended")).toBe(index);
    expect(preparedItem()?.uid ?? null).toBe(prepared);
    expect(followingOf(queue())?.uid ?? null).toBe(skipped);
  });
});
