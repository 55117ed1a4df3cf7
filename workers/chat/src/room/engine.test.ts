import { expect, test } from "vitest";
import { personOf, roomInNode, userId } from "../testing/room-in-node.ts";
import { bringIn, createInvite, join, leave } from "./membership.ts";

const code = (answer: { t: string; code?: string }) => (answer.t === "error" ? answer.code : answer.t);

test("messages are numbered without holes, and the same id is one message, also after an eviction", () => {
  const { owner, ask, room, evict, clock } = roomInNode();
  const first = ask(owner, { t: "message.send", id: "a", body: "one" });
  expect(first).toMatchObject({ t: "ack", re: "a", seq: 2 });
  clock.now += 60_000;
  expect(ask(owner, { t: "message.send", id: "a", body: "one" })).toEqual(first);
  evict();
  expect(ask(owner, { t: "message.send", id: "a", body: "another" })).toEqual(first);
  expect(ask(owner, { t: "message.send", id: "b", body: "two" })).toMatchObject({ seq: 3 });
  const welcome = room().welcome(owner, 0, clock.now);
  expect(welcome?.events.map(({ seq }) => seq)).toEqual([1, 2, 3]);
  expect(room().welcome(owner, 2, clock.now)?.events).toHaveLength(1);
  expect(room().welcome(owner, 99, clock.now)?.resync).toBe(true);
});

test("too much missed is a resync with the newest page", () => {
  const { owner, say, room, clock } = roomInNode();
  for (let i = 0; i < 510; i++) say(owner, `m${i}`);
  const welcome = room().welcome(owner, 3, clock.now);
  expect(welcome).toMatchObject({ resync: true, has_more: true, last_seq: 511 });
  expect(welcome?.events).toHaveLength(50);
  expect(welcome?.events.at(-1)?.seq).toBe(511);
  expect(room().welcome(owner, 11, clock.now)).toMatchObject({ resync: false, events: { length: 500 } });
});

test("history goes both ways and ends", () => {
  const { owner, say, ask } = roomInNode();
  const seqs = Array.from({ length: 25 }, (_, i) => say(owner, `m${i}`).seq);
  const seen: number[] = [];
  for (let before: number | null = null; ; ) {
    const page = ask(owner, { t: "history.get", before_seq: before, limit: 10 });
    if (page.t !== "history") throw new Error(page.t);
    seen.unshift(...page.events.map(({ seq }) => seq));
    before = page.events[0]?.seq ?? 0;
    if (!page.has_more) break;
  }
  expect(seen).toEqual(seqs);
  const after = ask(owner, { t: "history.get", after_seq: seqs[19] ?? 0, limit: 10 });
  expect(after).toMatchObject({ has_more: false, events: { length: 5 } });
});

test("an edit is shown everywhere, kept for moderators, and has its time", () => {
  const { owner, join: come, say, ask, room, clock } = roomInNode();
  const ann = come(2, "ann");
  const { message_id, seq } = say(ann, "helo");
  expect(code(ask(owner, { t: "message.edit", message_id, body: "no" }))).toBe("forbidden");
  expect(ask(ann, { t: "message.edit", message_id, body: "hello" })).toMatchObject({ t: "ack", message_id });
  expect(ask(owner, { t: "message.edits", message_id })).toMatchObject({ edits: [{ body: "helo" }] });
  const events = room().welcome(ann, seq - 1, clock.now)?.events ?? [];
  expect(events).toMatchObject([
    { t: "message.new", message: { body: "hello" } },
    { t: "message.edited", body: "hello" },
  ]);
  clock.now += 15 * 60_000 + 1;
  expect(code(ask(ann, { t: "message.edit", message_id, body: "again" }))).toBe("too_late");
});

test("nothing of a deleted message is left: not in events, search, history, pins or edits", () => {
  const { owner, join: come, say, ask, room, clock, sql } = roomInNode();
  const ann = come(2, "ann");
  const { message_id } = say(ann, "secretword here @owner");
  ask(ann, { t: "message.edit", message_id, body: "secretword there @owner" });
  ask(ann, { t: "reaction.add", message_id, emoji: "🔥" });
  ask(owner, { t: "pin.set", message_id, pinned: true });
  expect(room().standing(owner)).toMatchObject({ unread: 1, mentions: 1 });
  expect(ask(ann, { t: "search", query: "secretw", limit: 5 })).toMatchObject({
    messages: [{ id: message_id }],
  });
  ask(ann, { t: "message.delete", message_id });
  expect(room().standing(owner)).toMatchObject({ unread: 0, mentions: 0 });
  expect(ask(ann, { t: "search", query: "secretw", limit: 5 })).toMatchObject({ messages: [] });
  expect(ask(ann, { t: "pins.get" })).toMatchObject({ messages: [] });
  expect(ask(owner, { t: "message.edits", message_id })).toMatchObject({ edits: [] });
  expect(JSON.stringify(room().welcome(owner, 0, clock.now))).not.toContain("secretword");
  expect(JSON.stringify(ask(ann, { t: "history.get", limit: 50 }))).not.toContain("secretword");
  for (const table of ["messages", "events", "edits", "answers", "log"])
    expect(JSON.stringify(sql.rows(`select * from ${table}`))).not.toContain("secretword");
  expect(code(ask(ann, { t: "reaction.add", message_id, emoji: "🔥" }))).toBe("not_found");
});

test("replies, threads and reactions", () => {
  const { owner, say, ask, join: come } = roomInNode();
  const ann = come(2, "ann");
  const root = say(owner, "root");
  const reply = say(ann, "in the thread", { thread: root.message_id });
  say(ann, "a reply", { reply_to: root.message_id });
  const nested = { t: "message.send", body: "deeper", thread: reply.message_id } as const;
  expect(code(ask(owner, nested))).toBe("not_found");
  expect(ask(owner, { t: "history.get", thread: root.message_id, limit: 5 })).toMatchObject({
    events: [{ message: { id: reply.message_id, thread_id: root.message_id } }],
  });
  expect(ask(owner, { t: "history.get", limit: 5 })).toMatchObject({
    events: [{ message: { thread_count: 1 } }, { message: { reply_to: root.message_id } }],
  });
  const react = (t: "reaction.add" | "reaction.remove", emoji: string) =>
    code(ask(ann, { t, message_id: root.message_id, emoji }));
  for (let i = 0; i < 10; i++) expect(react("reaction.add", `e${i}`)).toBe("ack");
  expect(react("reaction.add", "e10")).toBe("too_many");
  expect(react("reaction.add", "e3")).toBe("ack");
  expect(react("reaction.remove", "e3")).toBe("ack");
  expect(react("reaction.add", "e10")).toBe("ack");
  expect(ask(ann, { t: "history.get", limit: 5 })).toMatchObject({
    events: [{ message: { reactions: { length: 10, 0: { emoji: "e0", count: 1, me: true } } } }, {}],
  });
});

test("thirty messages a minute, five at once, also after an eviction; a refused id may be tried again", () => {
  const { owner, ask, evict, clock } = roomInNode();
  const send = (id: string) => ask(owner, { t: "message.send", id, body: "x" });
  for (let i = 0; i < 5; i++) expect(send(`m${i}`).t).toBe("ack");
  expect(send("m5")).toMatchObject({ t: "error", re: "m5", code: "rate_limited", retry_after_ms: 2000 });
  evict();
  expect(code(send("m5"))).toBe("rate_limited");
  clock.now += 2_000;
  expect(code(send("m5"))).toBe("ack");
  let taken = 0;
  for (let i = 0; i < 600; i++) {
    clock.now += 100;
    if (send(`n${i}`).t === "ack") taken++;
  }
  expect(taken).toBe(30);
});

test("slow mode: members wait, moderators do not, and a clock that goes back does not lengthen it", () => {
  const { owner, join: come, ask, clock } = roomInNode();
  const ann = come(2, "ann");
  ask(owner, { t: "room.set", slow_mode_ms: 30_000 });
  const send = (user: string) => ask(user, { t: "message.send", body: "x" });
  expect(send(ann).t).toBe("ack");
  clock.now += 10_000;
  expect(send(ann)).toMatchObject({ code: "slow_mode", retry_after_ms: 20_000 });
  clock.now -= 3_600_000;
  expect(send(ann)).toMatchObject({ code: "slow_mode", retry_after_ms: 30_000 });
  clock.now += 3_600_000;
  for (let i = 0; i < 3; i++) expect(send(owner).t).toBe("ack");
  clock.now += 20_000;
  expect(send(ann).t).toBe("ack");
});

test("times in a room never go back, whatever the machine's clock does", () => {
  const { owner, say, ask, clock } = roomInNode();
  say(owner, "first");
  clock.now -= 86_400_000;
  say(owner, "second");
  clock.now += 2 * 86_400_000;
  say(owner, "third");
  const page = ask(owner, { t: "history.get", limit: 5 });
  if (page.t !== "history") throw new Error(page.t);
  const times = page.events.map(({ at }) => at);
  expect(times).toEqual([...times].sort());
  expect(page.events.map((event) => event.t === "message.new" && event.message.body)).toEqual([
    "first",
    "second",
    "third",
  ]);
});

test("unread and mentions: own messages, deleted ones, read markers, @room", () => {
  const { owner, join: come, say, room, ask } = roomInNode();
  const [ann, bob] = [come(2, "ann"), come(3, "bob")];
  const stand = (user: string) => {
    const { unread, mentions } = room().standing(user);
    return [unread, mentions];
  };
  say(owner, "hello @ann and @ANN");
  const second = say(owner, "again");
  expect([stand(ann), stand(bob), stand(owner)]).toEqual([
    [2, 1],
    [2, 0],
    [0, 0],
  ]);
  say(bob, "@room does nothing of a member's");
  expect(stand(ann)).toEqual([3, 1]);
  expect(stand(bob)).toEqual([0, 0]);
  say(owner, "@room all of you");
  expect([stand(ann), stand(bob), stand(owner)]).toEqual([
    [4, 2],
    [1, 1],
    [0, 0],
  ]);
  room().read(ann, second.seq);
  expect(stand(ann)).toEqual([2, 1]);
  ask(owner, { t: "message.delete", message_id: say(owner, "@ann oops").message_id });
  expect(stand(ann)).toEqual([2, 1]);
  room().read(ann, 1_000_000);
  expect(stand(ann)).toEqual([0, 0]);
  expect(room().read(ann, 1)).toBe(false);
});

test("a private room is not there for outsiders, and an invite has its uses and its end", () => {
  const { owner, room, clock, ask } = roomInNode({ visibility: "private" });
  const outsider = userId(9);
  const come = (n: number, invite: string | null) =>
    room().change(clock.now, (step) => join(step, personOf(userId(n)), invite)).outcome;
  expect(come(9, null)).toMatchObject({ ok: false, code: "not_found" });
  expect(room().mayRead(outsider, clock.now)).toBe(false);
  expect(room().mayRead(null, clock.now)).toBe(false);
  expect(room().welcome(outsider, null, clock.now)).toBeNull();
  expect(code(ask(outsider, { t: "history.get", limit: 5 }))).toBe("forbidden");
  expect(code(ask(outsider, { t: "search", query: "a", limit: 5 }))).toBe("forbidden");
  expect(code(ask(outsider, { t: "message.send", body: "x" }))).toBe("forbidden");
  let invite = "";
  room().change(clock.now, (step) => {
    const made = createInvite(step, owner, 2, 60_000);
    if (made.ok) invite = made.invite.code;
    return { ok: true };
  });
  expect(come(2, invite)).toMatchObject({ ok: true });
  expect(come(2, invite)).toMatchObject({ ok: true });
  expect(come(3, invite)).toMatchObject({ ok: true });
  expect(come(4, invite)).toMatchObject({ code: "invite_invalid" });
  expect(come(4, "guessed")).toMatchObject({ code: "invite_invalid" });
  const member = room().change(clock.now, (step) => createInvite(step, userId(2), null, null)).outcome;
  expect(member).toMatchObject({ ok: false, code: "forbidden" });
});

test("groups hold fifty, members bring others in; a conversation of two stays one of two", () => {
  const group = roomInNode({ kind: "group", visibility: "private", members: [personOf(userId(2), "ann")] });
  for (let n = 3; n <= 60; n++) {
    const { outcome } = group
      .room()
      .change(group.clock.now, (step) => bringIn(step, userId(2), personOf(userId(n), `u_${n}`)));
    expect(outcome.ok ? "ok" : outcome.code).toBe(n <= 50 ? "ok" : "full");
  }
  const direct = roomInNode({ kind: "direct", visibility: "private", members: [personOf(userId(2), "ann")] });
  const change = (work: Parameters<ReturnType<typeof direct.room>["change"]>[1]) =>
    direct.room().change(direct.clock.now, work).outcome;
  expect(change((step) => bringIn(step, userId(2), personOf(userId(3))))).toMatchObject({
    code: "forbidden",
  });
  expect(change((step) => leave(step, direct.owner))).toMatchObject({ code: "forbidden" });
  expect(code(direct.ask(direct.owner, { t: "member.ban", user_id: userId(2), duration_ms: null }))).toBe(
    "forbidden",
  );
});

test("the owner hands over before leaving", () => {
  const { owner, join: come, room, clock, ask } = roomInNode();
  const ann = come(2, "ann");
  const go = (user: string) => room().change(clock.now, (step) => leave(step, user)).outcome;
  expect(go(owner)).toMatchObject({ code: "owner_must_hand_over" });
  expect(code(ask(ann, { t: "owner.hand_over", user_id: ann }))).toBe("forbidden");
  expect(code(ask(owner, { t: "owner.hand_over", user_id: userId(77) }))).toBe("not_found");
  expect(code(ask(owner, { t: "owner.hand_over", user_id: ann }))).toBe("ack");
  expect(room().you(ann, clock.now)?.role).toBe("owner");
  expect(go(owner)).toMatchObject({ ok: true });
  const { core, member_count } = room().data();
  expect([core.owner_id, member_count]).toEqual([ann, 1]);
});

test("who is notified: those who are named or written to and are not here, conversations once until read", () => {
  const { owner, join: come, say, present, ask, events, clearEvents } = roomInNode();
  const [ann, bob] = [come(2, "ann"), come(3, "bob")];
  const notified = () => {
    const found = events();
    clearEvents();
    return found.flatMap((event) =>
      event.type === "chat.notified" ? [[event.data.user_id, event.data.kind]] : [],
    );
  };
  notified();
  present.add(bob);
  const { message_id } = say(ann, "hi @bob @owner @nobody_here");
  expect(notified()).toEqual([[owner, "mention"]]);
  ask(ann, { t: "quiet.set", quiet: true });
  say(owner, "answer", { reply_to: message_id });
  expect(notified()).toEqual([]);
  const direct = roomInNode({ kind: "direct", visibility: "private", members: [personOf(userId(2), "ann")] });
  const count = () => direct.events().filter(({ type }) => type === "chat.notified").length;
  direct.say(direct.owner, "one");
  direct.say(direct.owner, "two");
  expect(count()).toBe(1);
  direct.room().read(userId(2), 100);
  direct.say(direct.owner, "three");
  expect(count()).toBe(2);
});

test("messages by their ids: those that are there, in the order of the question, as they are now", () => {
  const { owner, join: come, ask } = roomInNode();
  const ann = come(2, "ann");
  const send = (id: string, body: string) => {
    const answer = ask(ann, { t: "message.send", id, body });
    return answer.t === "ack" ? (answer.message_id ?? "") : "";
  };
  const [one, two] = [send("a", "first"), send("b", "second")];
  ask(ann, { t: "message.delete", message_id: one });
  const unknown = "msg_01h455vb4pex5vsknk084sn02q";
  const answer = ask(owner, { t: "messages.get", message_ids: [two, unknown, one, two] });
  expect(answer).toMatchObject({
    t: "messages",
    messages: [
      { id: two, body: "second", deleted: false },
      { id: one, body: "", deleted: true },
    ],
  });
});
