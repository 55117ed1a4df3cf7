import { PlatformAct } from "@veza/contracts/chat-rpc";
import type { PlatformEvent } from "@veza/contracts/events";
import type { ChatAttachment } from "@veza/contracts/ws/chat-room";
import { newId } from "@veza/core/ids";
import { expect, test } from "vitest";
import { personOf, roomInNode, userId } from "../testing/room-in-node.ts";
import { createInvite, leave } from "./membership.ts";
import { actForPlatform } from "./platform.ts";

const bot = { user_id: userId(90), username: "build_bot", avatar_url: null, is_bot: true };
const staff = userId(99);
const picture = (thumbnail_url: string | null): ChatAttachment => ({
  id: newId("attachment"),
  kind: "image",
  name: "a.png",
  mime: "image/png",
  bytes: 10,
  url: "/a",
  thumbnail_url,
});

function setUp(more: Parameters<typeof roomInNode>[0] = {}) {
  const one = roomInNode(more);
  return {
    ...one,
    post: (body: string, id = "p1", user = bot) => one.room().post({ user, id, body }, one.clock.now),
    act: (asked: Omit<PlatformAct, "room_id" | "by" | "reason">) => {
      const act = PlatformAct.parse({
        ...asked,
        room_id: one.room().data().core.id,
        by: staff,
        reason: "spam",
      });
      return one.room().change(one.clock.now, (step) => actForPlatform(step, act));
    },
    /** What the other Workers were told, in order. */
    told: <T extends PlatformEvent["type"]>(type: T) =>
      one
        .events()
        .flatMap((event) =>
          event.type === type ? [event.data as Extract<PlatformEvent, { type: T }>["data"]] : [],
        ),
    log: () => {
      const answer = one.ask(one.owner, { t: "log.get", limit: 50 });
      return answer.t === "log" ? answer.entries : [];
    },
    messages: () =>
      one
        .room()
        .messages.eventsAfter(0, 1_000, null)
        .flatMap((event) => (event.t === "message.new" ? [event.message] : [])),
  };
}

test("a program's message makes it a member once; the same id is one message, for ever", () => {
  const { post, room, evict, clock, messages } = setUp();
  const { answer, effects } = post("Build 12 is green");
  expect(answer).toMatchObject({ ok: true, seq: 3 });
  expect(effects.events.map(({ t }) => t)).toEqual(["member.joined", "message.new"]);
  expect(post("Build 12 is green").answer).toEqual(answer);
  evict();
  clock.now += 365 * 86_400_000;
  expect(post("Build 12 is green").answer).toEqual(answer);
  expect(post("Build 13 is green", "p2").effects.events.map(({ t }) => t)).toEqual(["message.new"]);
  expect(messages().map(({ author }) => author)).toEqual([bot, bot]);
  expect(room().data().member_count).toBe(2);
});

test("programs are marked wherever they are named, and people are not", () => {
  const { post, ask, owner, say } = setUp();
  say(owner, "hello");
  post("beep");
  const members = ask(owner, { t: "members.get", limit: 10 });
  if (members.t !== "members") throw new Error(members.t);
  expect(members.members.map(({ username, is_bot }) => [username, is_bot])).toEqual([
    ["build_bot", true],
    ["owner", undefined],
  ]);
});

test("a program is paced, ruled and counted like everybody, and one that was banned stays out", () => {
  const { post, owner, ask, clock, room } = setUp();
  const code = (body: string, id: string) => {
    const { answer } = post(body, id);
    return answer.ok ? "ok" : answer.code;
  };
  ask(owner, {
    t: "watched.set",
    rules: { words: ["forbidden"], links: [], max_mentions: null, action: "refuse", dry_run: false },
  });
  expect(code("a forbidden word", "w")).toBe("watched");
  clock.now += 60_000;
  expect(["1", "2", "3", "4", "5"].map((id) => code(`hello @owner ${id}`, id))).toEqual(Array(5).fill("ok"));
  const refused = post("one more", "6").answer;
  expect(refused).toMatchObject({ ok: false, code: "rate_limited" });
  expect("retry_after_ms" in refused && (refused.retry_after_ms ?? 0)).toBeGreaterThan(0);
  expect(room().standing(owner)).toMatchObject({ unread: 5, mentions: 5 });
  clock.now += 60_000;
  expect(code("  ", "7")).toBe("empty");
  ask(owner, { t: "member.ban", user_id: bot.user_id, duration_ms: null });
  expect(code("let me in", "8")).toBe("banned");
});

test("who let a program write has let it in, in a raid too; in a conversation of two no third one writes", () => {
  const raid = setUp();
  raid.ask(raid.owner, { t: "room.set", raid_mode: true });
  expect(raid.post("hi").answer.ok).toBe(true);
  const direct = setUp({ kind: "direct", visibility: "private", members: [personOf(userId(2))] });
  expect(direct.post("hi").answer).toMatchObject({ ok: false, code: "forbidden" });
  expect(direct.room().data().member_count).toBe(2);
});

test("a moderator of the platform deletes and bans above the room's roles, once, and it is in the log", () => {
  const { owner, say, act, join, log, room, told, messages } = setUp();
  const [max] = [join(2, "max")];
  const { message_id } = say(owner, "bad");
  const first = act({ message_id, ban: { user_id: owner, duration_ms: null } });
  expect(first.outcome.ok).toBe(true);
  expect(first.effects.closing).toEqual([{ user_id: owner, reason: "banned" }]);
  expect(messages()).toMatchObject([{ deleted: true, body: "" }]);
  const { effects } = act({ message_id, ban: { user_id: owner, duration_ms: null } });
  expect(effects.events).toEqual([]);
  expect(log()).toEqual([]);
  // Max is the owner now, and reads it.
  expect(room().you(max, 0)?.role).toBe("owner");
  expect(room().data().core.owner_id).toBe(max);
  expect(told("room.updated").at(-1)?.owner_id).toBe(max);
  expect(
    room()
      .store.logBefore(null, 10)
      .map(({ action, by, reason }) => [action, by, reason]),
  ).toEqual([
    ["platform.ban", staff, "spam"],
    ["platform.delete", staff, "spam"],
  ]);
  expect(act({ message_id: newId("message") }).outcome).toMatchObject({ code: "not_found" });
});

test("a ban by the platform ends when it is over, and keeps somebody out who was never in", () => {
  const { act, room, clock } = setUp();
  const ann = userId(7);
  act({ ban: { user_id: ann, duration_ms: 60_000 } });
  expect(room().mayRead(ann, clock.now)).toBe(false);
  clock.now += 30_000;
  act({ ban: { user_id: ann, duration_ms: 60_000 } });
  clock.now += 30_001;
  expect(room().mayRead(ann, clock.now)).toBe(true);
});

test("the room itself can neither lift nor shorten a ban by the platform; the directory hears when it ends", () => {
  const { owner, join: come, ask, act, told, clock } = setUp();
  const ann = come(4, "ann");
  act({ message_id: null, ban: { user_id: ann, duration_ms: 3_600_000 } });
  const until = new Date(clock.now + 3_600_000).toISOString();
  expect(told("room.member").at(-1)).toMatchObject({ user_id: ann, role: "banned", banned_until: until });
  for (const frame of [
    { t: "member.unban", user_id: ann },
    { t: "member.ban", user_id: ann, duration_ms: 60_000 },
  ] as const)
    expect(ask(owner, frame)).toMatchObject({ t: "error", code: "forbidden" });
  clock.now += 3_600_001;
  expect(ask(owner, { t: "member.unban", user_id: ann })).toMatchObject({ t: "ack" });
});

test("an invite shows a private room while it works, to whoever is not banned, and a wrong one shows nothing", () => {
  const { room, owner, clock, act } = setUp({ visibility: "private" });
  let code = "";
  room().change(clock.now, (step) => {
    const made = createInvite(step, owner, 1, 60_000);
    if (made.ok) code = made.invite.code;
    return made.ok ? { ok: true } : made;
  });
  const ann = userId(5);
  const shows = (user: string | null, text = code) => room().isInvited(user, text, clock.now);
  expect([shows(ann), shows(null), shows(ann, "code-0"), shows(ann, "")]).toEqual([true, true, false, false]);
  act({ ban: { user_id: ann, duration_ms: null } });
  expect(shows(ann)).toBe(false);
  clock.now += 60_001;
  expect(shows(null)).toBe(false);
});

test("files of what is deleted are let go with it, and those of a purge in parts", () => {
  const { room, owner, clock, ask, told, join } = setUp();
  const ann = join(2, "ann");
  const sent: string[] = [];
  const send = (user: string, count: number) => {
    clock.now += 2_000;
    const files = Array.from({ length: count }, () => picture(null));
    const id = `f${clock.now}`;
    const { answer } = room().command(user, { t: "message.send", id, body: "" }, clock.now, files);
    if (answer.t !== "error") throw new Error("an empty message was taken");
    const frame = { t: "message.send" as const, id, body: "", attachments: files.map((file) => file.id) };
    const taken = room().command(user, frame, clock.now, files).answer;
    if (taken.t !== "ack" || taken.message_id === null) throw new Error(JSON.stringify(taken));
    sent.push(...frame.attachments);
    return taken.message_id;
  };
  ask(owner, { t: "message.delete", message_id: send(owner, 2) });
  const released = () => told("attachments.released").map(({ attachment_ids }) => attachment_ids);
  expect(released()).toEqual([sent.slice(0, 2)]);
  for (let i = 0; i < 15; i++) send(ann, 10);
  ask(owner, { t: "messages.purge", user_id: ann });
  expect(
    released()
      .slice(1)
      .map(({ length }) => length),
  ).toEqual([100, 50]);
  expect(new Set(released().flat())).toEqual(new Set(sent));
});

test("a picture of the room: the small one is shown, the one before is let go, null takes it away", () => {
  const { room, owner, clock, told, ask, join } = setUp();
  const ann = join(2, "ann");
  const [one, two, none] = [picture("/one"), picture("/two"), picture(null)];
  let n = 0;
  const set = (file: ChatAttachment, user = owner) =>
    room().command(user, { t: "room.set", id: `a${++n}`, avatar: file.id }, clock.now, [file]).answer;
  const released = () => told("attachments.released").flatMap(({ attachment_ids }) => attachment_ids);
  expect(set(one).t).toBe("ack");
  expect(room().info().avatar_url).toBe("/one");
  expect(set(two).t).toBe("ack");
  expect(set(two).t).toBe("ack");
  expect(released()).toEqual([one.id]);
  expect(set(none)).toMatchObject({ code: "attachment_invalid" });
  expect(set(one, ann)).toMatchObject({ code: "forbidden" });
  expect(ask(owner, { t: "room.set", avatar: null }).t).toBe("ack");
  expect(room().info().avatar_url).toBeNull();
  expect(released()).toEqual([one.id, two.id]);
});

test("an owner alone may go; a slug is kept", () => {
  const { room, owner, clock, join } = setUp({ slug: "night-shift" });
  expect(room().info().slug).toBe("night-shift");
  const go = (user: string) => room().change(clock.now, (step) => leave(step, user)).outcome;
  const ann = join(2, "ann");
  expect(go(owner)).toMatchObject({ code: "owner_must_hand_over" });
  expect(go(ann).ok).toBe(true);
  expect(go(owner).ok).toBe(true);
  expect(room().data().member_count).toBe(0);
});

test("an owner who is banned is followed by a moderator, then by who came first; a program only where nobody else is", () => {
  const { owner, act, join, ask, clock, post, room } = setUp();
  const ownerNow = () => room().data().core.owner_id;
  const banOwner = () => act({ ban: { user_id: ownerNow(), duration_ms: null } });
  post("beep");
  const comes = (n: number, name: string) => {
    clock.now += 1_000;
    return join(n, name);
  };
  const [mute, ann, max] = [comes(2, "mute"), comes(3, "ann"), comes(4, "max")];
  ask(owner, { t: "member.role", user_id: mute, role: "read_only" });
  ask(owner, { t: "member.role", user_id: max, role: "moderator" });
  const owners = [0, 1, 2, 3].map(() => {
    banOwner();
    return ownerNow();
  });
  expect(owners).toEqual([max, ann, mute, bot.user_id]);
});
