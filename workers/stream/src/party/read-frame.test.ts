import { pauseAfter } from "@veza/core/news-pause";
import { type Bucket, take } from "@veza/core/token-bucket";
import { expect, test } from "vitest";
import { NOTHING_PENDING, withPerson } from "./pending-news.ts";
import { readFrame } from "./read-frame.ts";

test.each<[string | ArrayBuffer, object]>([
  ['{"t":"play","id":"1"}', { frame: { t: "play", id: "1" } }],
  ["not json", { error: { code: "bad_frame" } }],
  ["null", { error: { code: "unknown_frame" } }],
  ["[]", { error: { code: "unknown_frame" } }],
  ['{"t":"evil","id":"7"}', { error: { code: "unknown_frame", re: "7" } }],
  ['{"t":"seek","id":"8","position_ms":-1}', { error: { code: "unknown_frame", re: "8" } }],
  [`{"t":"play","id":"${"x".repeat(65)}"}`, { error: { code: "unknown_frame" } }],
  ["x".repeat(4097), { close: "bad_frame" }],
  ["é".repeat(2049), { close: "bad_frame" }],
  [new ArrayBuffer(4), { close: "bad_frame" }],
])("a frame %.30s", (data, expected) => expect(readFrame(data)).toMatchObject(expected));

test("a bucket gives its burst at once and its rate after that", () => {
  let bucket: Bucket | undefined;
  const takes = (times: number, now: number) =>
    Array.from({ length: times }, () => {
      const taken = take(bucket, { rate: 2, burst: 3 }, now);
      bucket = taken.bucket;
      return taken.isTaken;
    }).filter(Boolean).length;
  expect([takes(10, 0), takes(10, 1_000), takes(10, 1_000), takes(10, 60_000)]).toEqual([3, 2, 0, 3]);
});

test("somebody who came and left before it was told has left, and the other way round", () => {
  const came = withPerson(NOTHING_PENDING, "a", "came");
  expect(withPerson(came, "a", "left")).toMatchObject({ came: [], left: ["a"] });
  expect(withPerson(withPerson(came, "a", "left"), "a", "came")).toMatchObject({ came: ["a"], left: [] });
});

test("a long queue in a large party is told less often, but never later than five seconds", () => {
  expect(pauseAfter(500, 10)).toBe(250);
  expect(pauseAfter(5_000, 1_000)).toBe(1_250);
  expect(pauseAfter(50_000, 10_000)).toBe(5_000);
});
