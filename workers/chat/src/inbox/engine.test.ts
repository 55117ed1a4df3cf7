import type { TrackProgress } from "@veza/contracts/ws/inbox";
import { expect, test } from "vitest";
import { accept, type InboxStore, receive, welcome } from "./engine.ts";

const track_id = "trk_01h455vb4pex5vsknk084sn02q";
const progress = (value: number, more: Partial<TrackProgress> = {}): TrackProgress => ({
  t: "track.progress",
  track_id,
  version: 1,
  status: "processing",
  stage: "transcoding",
  progress: value,
  failure_code: null,
  ...more,
});

function memory(): InboxStore {
  const uploads = new Map<string, TrackProgress>();
  return {
    uploads: () => [...uploads.values()],
    saveUpload: (upload) => void uploads.set(upload.track_id, upload),
    removeUpload: (id) => void uploads.delete(id),
  };
}

test("a device that comes back sees the last stage of what is on its way", () => {
  const store = memory();
  accept(store, [progress(0.2), progress(0.5)]);
  expect(welcome(store, 3)).toEqual({
    t: "state",
    rooms: [],
    notifications_unread: 3,
    uploads: [progress(0.5)],
  });
});

test("a stage that was overtaken is not shown", () => {
  const store = memory();
  expect(accept(store, [progress(0.5), progress(0.3), progress(0.6)])).toEqual([
    progress(0.5),
    progress(0.6),
  ]);
});

test("the end of a run is shown and forgotten, and the next version starts from zero", () => {
  const store = memory();
  const end = progress(1, { status: "completed", stage: null });
  expect(accept(store, [progress(0.9), end])).toEqual([progress(0.9), end]);
  expect(store.uploads()).toEqual([]);
  const next = progress(0.1, { version: 2 });
  expect(accept(store, [next])).toEqual([next]);
});

test.each([
  ['{"t":"ping"}', { reply: { t: "pong" } }],
  ["not json", { reply: { t: "error", code: "bad_frame" } }],
  ['{"t":"evil"}', { reply: { t: "error", code: "unknown_frame" } }],
  ["[]", { reply: { t: "error", code: "unknown_frame" } }],
  ["x".repeat(5000), { close: "bad_frame" }],
])("a frame %.20s", (text, expected) => expect(receive(text, 4096)).toMatchObject(expected));
