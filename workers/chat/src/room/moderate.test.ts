import { canInRoom, outranks, ROOM_ACTIONS } from "@veza/contracts/permissions/room";
import { MEMBER_ROLES, type MemberRole } from "@veza/contracts/ws/chat-room";
import { expect, test } from "vitest";
import { personOf, roomInNode } from "../testing/room-in-node.ts";
import { join } from "./membership.ts";
import { NO_RULES, watchedHits } from "./watched.ts";

const code = (answer: { t: string; code?: string }) => (answer.t === "error" ? answer.code : answer.t);

test("the whole table of roles and capabilities", () => {
  const table = Object.fromEntries(
    MEMBER_ROLES.map((role) => [
      role,
      ROOM_ACTIONS.filter((capability) => canInRoom(role, "room", capability)).join(" "),
    ]),
  );
  expect(table).toEqual({
    owner:
      "read send react mention_room pin delete_any mute kick ban purge roles invite settings identity rules log webhooks hand_over skip_limits",
    moderator:
      "read send react mention_room pin delete_any mute kick ban purge roles invite settings rules log webhooks skip_limits",
    member: "read send react",
    read_only: "read",
    banned: "",
  } satisfies Record<MemberRole, string>);
  expect(outranks("moderator", "moderator")).toBe(false);
});

test("two moderators act at once: each act is decided on what the one before left", () => {
  const { owner, join: come, ask } = roomInNode();
  const [mia, max, ann] = [come(2, "mia"), come(3, "max"), come(4, "ann")];
  for (const user_id of [mia, max]) ask(owner, { t: "member.role", user_id, role: "moderator" });
  const ban = (by: string, user_id: string) => code(ask(by, { t: "member.ban", user_id, duration_ms: null }));
  expect(ban(mia, max)).toBe("forbidden");
  expect(ban(mia, owner)).toBe("forbidden");
  expect([ban(mia, ann), ban(max, ann)]).toEqual(["ack", "ack"]);
  expect(code(ask(max, { t: "member.kick", user_id: ann }))).toBe("not_found");
  expect(code(ask(mia, { t: "member.role", user_id: max, role: "member" }))).toBe("forbidden");
  ask(owner, { t: "member.role", user_id: max, role: "member" });
  expect(ban(max, mia)).toBe("forbidden");
  const log = ask(owner, { t: "log.get", limit: 50 });
  if (log.t !== "log") throw new Error(log.t);
  expect(log.entries.filter(({ action }) => action === "member.ban")).toHaveLength(2);
  expect(code(ask(ann, { t: "log.get", limit: 5 }))).toBe("forbidden");
});

test("a ban ends the sockets, keeps out, and is over when it is over", () => {
  const { owner, join: come, room, clock } = roomInNode();
  const ann = come(2, "ann");
  const { effects } = room().command(
    owner,
    { t: "member.ban", id: "b", user_id: ann, duration_ms: 60_000, reason: "spam" },
    clock.now,
  );
  expect(effects.closing).toEqual([{ user_id: ann, reason: "banned" }]);
  expect(effects.events).toMatchObject([{ t: "member.left", how: "banned", member_count: 1 }]);
  const again = () => room().change(clock.now, (step) => join(step, personOf(ann), null)).outcome;
  expect(again()).toMatchObject({ code: "banned" });
  expect(room().mayRead(ann, clock.now)).toBe(false);
  clock.now += 60_001;
  expect(again()).toMatchObject({ ok: true });
});

test("muted members read and do not write, until it is over", () => {
  const { owner, join: come, ask, clock, room } = roomInNode();
  const ann = come(2, "ann");
  ask(owner, { t: "member.mute", user_id: ann, duration_ms: 10_000, reason: "loud" });
  expect(ask(ann, { t: "message.send", body: "x" })).toMatchObject({ code: "muted", retry_after_ms: 10_000 });
  expect(room().you(ann, clock.now)?.muted_until).not.toBeNull();
  expect(ask(ann, { t: "history.get", limit: 5 }).t).toBe("history");
  clock.now += 10_001;
  expect(code(ask(ann, { t: "message.send", body: "x" }))).toBe("ack");
  expect(code(ask(ann, { t: "member.mute", user_id: owner, duration_ms: null }))).toBe("forbidden");
});

test("raid mode: who comes can only read while it lasts", () => {
  const { owner, join: come, ask, room, clock } = roomInNode();
  const early = come(2, "early");
  ask(owner, { t: "room.set", raid_mode: true });
  const late = come(3, "late");
  const send = (user: string) => code(ask(user, { t: "message.send", body: "x" }));
  expect([send(early), send(late)]).toEqual(["ack", "forbidden"]);
  expect(room().you(late, clock.now)?.role).toBe("read_only");
  ask(owner, { t: "member.role", user_id: late, role: "member" });
  expect(send(late)).toBe("ack");
  const other = come(4, "other");
  const { effects } = room().command(owner, { t: "room.set", id: "calm", raid_mode: false }, clock.now);
  expect([...effects.changed_members]).toEqual([other]);
  expect(send(other)).toBe("ack");
});

test("all messages of a user go at once", () => {
  const { owner, join: come, say, ask, room } = roomInNode();
  const ann = come(2, "ann");
  for (let i = 0; i < 4; i++) say(ann, `spam ${i}`);
  say(owner, "stays");
  expect(room().standing(owner).unread).toBe(0);
  expect(code(ask(owner, { t: "messages.purge", user_id: ann, since_ms: 6_500, reason: "spam" }))).toBe(
    "ack",
  );
  const page = ask(owner, { t: "history.get", limit: 10 });
  if (page.t !== "history") throw new Error(page.t);
  expect(page.events.map((event) => event.t === "message.new" && event.message.deleted)).toEqual([
    false,
    true,
    true,
    true,
    false,
  ]);
  expect(code(ask(ann, { t: "messages.purge", user_id: owner }))).toBe("forbidden");
});

test("watched words, links and mentions: refused, reported, or only written down", () => {
  const { owner, join: come, ask, events } = roomInNode();
  const ann = come(2, "ann");
  const rules = {
    words: ["bad word"],
    links: ["spam.example"],
    max_mentions: 2,
    action: "refuse",
    dry_run: false,
  } as const;
  const set = (change: object) =>
    ask(owner, {
      t: "watched.set",
      rules: { ...rules, words: ["bad word"], links: ["spam.example"], ...change },
    });
  set({});
  const send = (body: string) => code(ask(ann, { t: "message.send", body }));
  expect(send("such a BÄD   word, really")).toBe("watched");
  expect(send("http://www.spam.example/x")).toBe("watched");
  expect(send("@aaa @bbb @ccc")).toBe("watched");
  expect(code(ask(owner, { t: "message.send", body: "bad word" }))).toBe("ack");
  expect(ask(owner, { t: "watched.try", body: "bad word" })).toMatchObject({ hits: ["word: bad word"] });
  expect(code(ask(ann, { t: "watched.get" }))).toBe("forbidden");
  set({ dry_run: true });
  expect(send("bad word")).toBe("ack");
  set({ action: "report" });
  expect(send("bad word again")).toBe("ack");
  const reports = events().filter(({ type }) => type === "message.reported");
  expect(reports).toMatchObject([{ data: { reporter_id: null, body: "bad word again" } }]);
  const log = ask(owner, { t: "log.get", limit: 50 });
  if (log.t !== "log") throw new Error(log.t);
  const hits = log.entries.map(({ action }) => action).filter((action) => action.startsWith("watched."));
  expect(hits.filter((action) => action === "watched.hit")).toHaveLength(4);
  expect(hits.filter((action) => action === "watched.dry_run")).toHaveLength(1);
});

test.each([
  ["class", ["ass"], []],
  ["an ass!", ["ass"], ["word: ass"]],
  ["https://veza.test/x https://other.example", [], ["link: other.example"]],
  ["`https://other.example`", [], []],
])("%j against %j", (text, words, hits) =>
  expect(watchedHits({ ...NO_RULES, words, links: ["*"] }, text, 0, "veza.test")).toEqual(hits),
);
