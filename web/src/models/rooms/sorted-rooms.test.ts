import type { RoomRow } from "@veza/contracts/http/rooms";
import { expect, test } from "vitest";
import { sampleId } from "../../testing/sample-track.ts";
import { sortedRooms } from "./sorted-rooms.ts";

const row = (n: number, name: string, kind: RoomRow["kind"] = "room", people: string[] = []): RoomRow => ({
  id: sampleId("rom", n),
  kind,
  visibility: "public",
  name,
  topic: "",
  slug: null,
  avatar_url: null,
  subject: null,
  member_count: 2,
  slow_mode_ms: 0,
  raid_mode: false,
  created_at: "2026-01-01T00:00:00Z",
  owner_id: null,
  role: "member",
  people: people.map((username, i) => ({ user_id: sampleId("usr", i), username, avatar_url: null })),
});
const standing = (id: string, unread: number, mentions = 0, quiet = false) => ({
  [id]: { room_id: id, last_seq: 9, read_seq: 1, unread, mentions, quiet },
});

test("rooms stand by name, whatever is unread; one in which somebody is named comes first", () => {
  const rows = [row(1, "Éclair"), row(2, "zither"), row(3, "Drums")];
  const names = (standings: Parameters<typeof sortedRooms>[1]) =>
    sortedRooms(rows, standings).rooms.map(({ name }) => name);
  expect(names({})).toEqual(["Drums", "Éclair", "zither"]);
  expect(names(standing(sampleId("rom", 2), 5))).toEqual(["Drums", "Éclair", "zither"]);
  expect(names(standing(sampleId("rom", 2), 5, 1))).toEqual(["zither", "Drums", "Éclair"]);
});

test("a conversation that waits for an answer comes first, unless it was made quiet", () => {
  const rows = [row(1, "", "direct", ["ann"]), row(2, "", "direct", ["zoe"])];
  const names = (standings: Parameters<typeof sortedRooms>[1]) =>
    sortedRooms(rows, standings).conversations.map(({ people }) => people[0]?.username);
  expect(names({})).toEqual(["ann", "zoe"]);
  expect(names(standing(sampleId("rom", 2), 1))).toEqual(["zoe", "ann"]);
  expect(names(standing(sampleId("rom", 2), 1, 0, true))).toEqual(["ann", "zoe"]);
});
