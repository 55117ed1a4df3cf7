import type { RoomStanding } from "@veza/contracts/chat-rpc";
import type { TrackProgress } from "@veza/contracts/ws/inbox";
import { expect, test } from "vitest";
import { accept, type InboxStore, receive, stand, welcome } from "./engine.ts";

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
  const rooms = new Map<string, RoomStanding>();
  return {
    rooms: () => [...rooms.values()].filter((room) => room.is_member),
    room: (id) => rooms.get(id) ?? null,
    saveRoom: (room) => void rooms.set(room.room_id, room),
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

const standing = (version: number, more: Partial<RoomStanding> = {}): RoomStanding => ({
  room_id: "rom_01h455vb4pex5vsknk084sn02q",
  is_member: true,
  last_seq: version,
  read_seq: 0,
  unread: version,
  mentions: 0,
  quiet: false,
  version,
  ...more,
});

test("how one stands in a room is shown once, and never goes back", () => {
  const store = memory();
  expect(stand(store, standing(3))).toMatchObject({ t: "room.changed", room: { unread: 3 } });
  expect(stand(store, standing(3))).toBeNull();
  expect(stand(store, standing(2))).toBeNull();
  expect(welcome(store, 0)).toMatchObject({ rooms: [{ unread: 3, last_seq: 3 }] });
});

test("a room that was left is gone, and what was overtaken does not bring it back", () => {
  const store = memory();
  stand(store, standing(3));
  expect(stand(store, standing(8, { is_member: false }))).toMatchObject({ t: "room.left" });
  expect(stand(store, standing(4))).toBeNull();
  expect(welcome(store, 0)).toMatchObject({ rooms: [] });
  expect(stand(store, standing(10))).toMatchObject({ t: "room.changed" });
});

test.each([
  ['{"t":"ping"}', { reply: { t: "pong" } }],
  ["not json", { reply: { t: "error", code: "bad_frame" } }],
  ['{"t":"evil"}', { reply: { t: "error", code: "unknown_frame" } }],
  ["[]", { reply: { t: "error", code: "unknown_frame" } }],
  ["x".repeat(5000), { close: "bad_frame" }],
])("a frame %.20s", (text, expected) => expect(receive(text, 4096)).toMatchObject(expected));
