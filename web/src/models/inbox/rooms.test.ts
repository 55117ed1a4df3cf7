import { QueryClient } from "@tanstack/query-core";
import type { InboxRoom } from "@veza/contracts/ws/inbox";
import { beforeEach, expect, test } from "vitest";
import { roomKeys } from "../rooms/keys.ts";
import { applyFrame } from "./apply-frame.ts";
import { inboxRoomsStore, unreadOf } from "./rooms.ts";

const room = (room_id: string, change: Partial<InboxRoom> = {}): InboxRoom => ({
  room_id,
  last_seq: 10,
  read_seq: 10,
  unread: 0,
  mentions: 0,
  ...change,
});

let client: QueryClient;
beforeEach(() => {
  client = new QueryClient();
  client.setQueryData(roomKeys.mine, []);
  inboxRoomsStore.setState({ rooms: {} });
});
const isStale = () => client.getQueryState(roomKeys.mine)?.isInvalidated;
const state = (...rooms: InboxRoom[]) =>
  applyFrame(client, { t: "state", rooms, notifications_unread: 0, uploads: [] });

test("a state replaces all, a change one; a room that is new asks for the list again", () => {
  state(room("a", { unread: 3 }), room("b"));
  applyFrame(client, { t: "room.changed", room: room("a", { unread: 0 }) });
  expect(inboxRoomsStore.getState().rooms).toEqual({ a: room("a"), b: room("b") });
  expect(isStale()).toBe(false);
  applyFrame(client, { t: "room.changed", room: room("c", { unread: 1 }) });
  expect(isStale()).toBe(true);
  state(room("b"));
  expect(Object.keys(inboxRoomsStore.getState().rooms)).toEqual(["b"]);
});

test("a room that one is no member of any more is gone from list and sums", () => {
  state(room("a", { unread: 3, mentions: 1 }), room("b"));
  applyFrame(client, { t: "room.left", room_id: "a" });
  expect(inboxRoomsStore.getState().rooms).toEqual({ b: room("b") });
  expect(isStale()).toBe(true);
});

test("the navigation counts mentions, also of muted rooms, and shows a dot for the rest", () => {
  const all = (...rooms: InboxRoom[]) => unreadOf(Object.fromEntries(rooms.map((it) => [it.room_id, it])));
  expect(all()).toEqual({ mentions: 0, hasUnread: false });
  expect(all(room("a", { unread: 2, quiet: true }))).toEqual({ mentions: 0, hasUnread: false });
  expect(all(room("a", { unread: 2 }))).toEqual({ mentions: 0, hasUnread: true });
  expect(
    all(room("a", { unread: 2, mentions: 2, quiet: true }), room("b", { unread: 1, mentions: 1 })),
  ).toEqual({
    mentions: 3,
    hasUnread: true,
  });
});
