import type { PartyItem, PartyMember, PartyServerFrame, PartyTimeline } from "@veza/contracts/ws/party";
import { expect, test } from "vitest";
import { sampleId } from "../../testing/sample-track.ts";
import { type PartyView, viewAfter, withVote } from "./party-view.ts";

const user = (number: number) => sampleId("usr", number);
const member = (number: number, role: PartyMember["role"] = "listener"): PartyMember => ({
  user_id: user(number),
  username: `user_${number}`,
  role,
});
const item = (number: number, change: Partial<PartyItem> = {}): PartyItem => ({
  item_id: `i${number}`,
  track: { id: sampleId("trk", number), title: `Track ${number}`, artist: "A", artwork_url: null },
  duration_ms: 60_000,
  added_by: user(1),
  votes: 0,
  ...change,
});
const timeline = (revision: number, number: number | null): PartyTimeline => ({
  item_id: number === null ? null : `i${number}`,
  track_id: number === null ? null : sampleId("trk", number),
  duration_ms: 60_000,
  playing: true,
  position_ms: 0,
  at_server_ms: 0,
  started_at_server_ms: 0,
  rate: 1,
  revision,
});

function entered(): PartyView {
  const view = viewAfter(null, {
    t: "welcome",
    party: { id: sampleId("pty", 1), name: "Friday", host: user(1), room_id: null },
    you: member(3),
    timeline: timeline(5, 1),
    queue: [item(2, { voted: true, votes: 1 }), item(3)],
    members: [member(9), member(3), member(2, "cohost"), member(1, "host")],
    member_count: 4,
    server_time_ms: 0,
  });
  if (!view) throw new Error("The welcome makes a view.");
  return view;
}
const after = (view: PartyView, frame: PartyServerFrame) => {
  const next = viewAfter(view, frame);
  if (!next) throw new Error("A view stays one.");
  return next;
};

test("nothing is known before the welcome", () => {
  expect(viewAfter(null, { t: "queue", queue: [] })).toBeNull();
});

test("people stand by their part in it: host, co-hosts, oneself, then by name", () => {
  expect(entered().members.map((it) => it.username)).toEqual(["user_1", "user_2", "user_3", "user_9"]);
});

test("what plays keeps the names that the queue showed, until something unknown plays", () => {
  const moved = after(entered(), { t: "timeline", ...timeline(6, 2) });
  expect(moved.current?.track.title).toBe("Track 2");
  const emptied = after(moved, { t: "queue", queue: [item(3)] });
  expect(emptied.current?.track.title).toBe("Track 2");
  expect(after(emptied, { t: "timeline", ...timeline(7, 2) }).current?.track.title).toBe("Track 2");
  expect(after(emptied, { t: "timeline", ...timeline(8, 7) }).current).toBeNull();
});

test("an old timeline changes nothing", () => {
  const view = entered();
  expect(viewAfter(view, { t: "timeline", ...timeline(4, 3) })).toBe(view);
});

test("one's own votes stay, though the queue of all does not name them", () => {
  const voted = withVote(entered(), "i3", true);
  expect(voted.queue.map(({ votes, voted: mine }) => [votes, mine])).toEqual([
    [1, true],
    [1, true],
  ]);
  const told = after(voted, { t: "queue", queue: [item(3, { votes: 4 }), item(2, { votes: 1 }), item(4)] });
  expect(told.queue.map(({ item_id, votes, voted: mine }) => [item_id, votes, mine])).toEqual([
    ["i3", 4, true],
    ["i2", 1, true],
    ["i4", 0, false],
  ]);
  expect(withVote(told, "i3", true).queue[0]?.votes).toBe(4);
  expect(withVote(told, "i3", false).queue[0]?.votes).toBe(3);
});

test("people come and go, and the party changes hands", () => {
  const view = after(entered(), {
    t: "members",
    joined: [member(1, "cohost"), member(3, "host"), member(5)],
    left: [user(9)],
    member_count: 4,
  });
  expect(view.host).toBe(user(3));
  expect(view.me.role).toBe("host");
  expect(view.members.map((it) => it.username)).toEqual(["user_3", "user_1", "user_2", "user_5"]);
});

test("the controls pass on: who has them is known at once, also when the host is not among those listed", () => {
  const view = after(entered(), {
    t: "host",
    user_id: user(3),
    username: "user_3",
    before: user(1),
    cause: "left",
  });
  expect(view).toMatchObject({ host: user(3), hostName: "user_3", me: { role: "host" } });
  expect(view.members.map(({ user_id, role }) => [user_id, role]).slice(0, 2)).toEqual([
    [user(3), "host"],
    [user(1), "cohost"],
  ]);
  const far = after(view, { t: "host", user_id: user(77), username: "far" });
  expect(far).toMatchObject({ host: user(77), hostName: "far", me: { role: "cohost" } });
});

test("the name of the host comes with the welcome of a large party, and from the people of an older server", () => {
  expect(entered().hostName).toBe("user_1");
  const large = viewAfter(null, {
    t: "welcome",
    party: { id: sampleId("pty", 1), name: "Friday", host: user(50), host_username: "maren", room_id: null },
    you: member(3),
    timeline: timeline(5, 1),
    queue: [],
    members: [member(3)],
    member_count: 400,
    server_time_ms: 0,
  });
  expect(large?.hostName).toBe("maren");
});
