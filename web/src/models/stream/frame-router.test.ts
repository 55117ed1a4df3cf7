import { describe, expect, test } from "vitest";
import { rendition } from "../../testing/fake-stream.ts";
import { sampleId } from "../../testing/sample-track.ts";
import { FrameRouter } from "./frame-router.ts";

const word = (stream: number, item_id: string) => ({
  stream,
  item_id,
  track: { id: sampleId("trk", stream) },
  duration_ms: 10_000,
  position_ms: 0,
  renditions: [rendition(0), rendition(1, "aac_128")],
});
const frame = (stream: number, kind: "init" | "media" = "media", index = 0) => ({
  kind,
  rendition: index,
  is_last: false,
  stream,
  segment: 1,
  start_ms: 0,
  duration_ms: 6_000,
});

describe("frames and streams", () => {
  test("a stream counts from its announcement on; what nobody announced does not", () => {
    const router = new FrameRouter<string>();
    expect(router.accept(frame(0))).toBeNull();
    router.begin(word(0, "a"), "now", "A");
    expect(router.accept(frame(0))?.place).toBe("A");
    expect(router.accept(frame(0, "media", 9))).toBeNull();
    expect(router.accept(frame(1))).toBeNull();
  });

  test("what follows stands beside what plays until another track replaces both", () => {
    const router = new FrameRouter<string>();
    router.begin(word(0, "a"), "now", "A");
    router.begin(word(1, "b"), "next", "B");
    expect([router.accept(frame(0))?.place, router.accept(frame(1))?.place]).toEqual(["A", "B"]);
    router.begin(word(2, "c"), "now", "C");
    expect([router.accept(frame(0)), router.accept(frame(1)), router.accept(frame(2))?.place]).toEqual([
      null,
      null,
      "C",
    ]);
  });

  test("after a wish for another item everything is stale until that item is announced", () => {
    const router = new FrameRouter<string>();
    router.begin(word(0, "a"), "now", "A");
    router.expect("c");
    expect(router.accept(frame(0))).toBeNull();
    // Two clicks in a row: the first one's answer comes late.
    expect(router.judge(word(1, "b"))).toBe("stale");
    expect(router.judge(word(2, "c"))).toBe("expected");
    router.begin(word(2, "c"), "now", "C");
    expect(router.judge(word(3, "d"))).toBe("unasked");
  });

  test("between a seek and its answer, media is stale and init segments are not", () => {
    const router = new FrameRouter<string>();
    const route = router.begin(word(0, "a"), "now", "A");
    router.seekSent(route, 5_000);
    expect(router.accept(frame(0))).toBeNull();
    expect(router.accept(frame(0, "init"))).toBe(route);
    expect(router.seeked(0, 5_000)).toBe("own");
    expect(router.accept(frame(0))).toBe(route);
  });

  test("several seeks need all their answers, or the last one's", () => {
    const router = new FrameRouter<string>();
    const route = router.begin(word(0, "a"), "now", "A");
    for (const position of [1_000, 2_000, 3_000]) router.seekSent(route, position);
    router.seeked(0, 1_000);
    expect(router.accept(frame(0))).toBeNull();
    router.seeked(0, 3_000);
    expect(router.accept(frame(0))).toBe(route);
  });

  test("a seek that nobody here has asked for came from another device", () => {
    const router = new FrameRouter<string>();
    router.begin(word(0, "a"), "now", "A");
    expect(router.seeked(0, 1_000)).toBe("foreign");
    expect(router.seeked(5, 1_000)).toBeNull();
  });

  test("a dropped stream is forgotten, and all are with their socket", () => {
    const router = new FrameRouter<string>();
    router.begin(word(0, "a"), "now", "A");
    router.begin(word(1, "b"), "next", "B");
    expect(router.drop(1)).toBe("B");
    expect(router.accept(frame(1))).toBeNull();
    router.reset();
    expect(router.accept(frame(0))).toBeNull();
  });
});
