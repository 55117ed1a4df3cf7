import { CLOSE } from "@veza/contracts/ws/close";
import { expect, test } from "vitest";
import type { WireEvents } from "../../lib/live/wire.ts";
import { handClock, memoryStore, settled } from "../../testing/hand-clock.ts";
import { LEO, ME, messageId, own, ROOM, said, sampleWelcome, timeAt } from "../../testing/sample-chat.ts";
import { openAccountStorage } from "./account-storage.ts";
import { PING_EVERY_MS } from "./chat-socket.ts";
import { openRoom } from "./open-room.ts";

/** A room whose other end, clock, storage and network are the test's. */
function stage({ storage = new Map<string, string>(), lives = true } = {}) {
  const clock = handClock();
  const lines: {
    on: WireEvents;
    sent: Record<string, unknown>[];
    closed: number[];
    say(frame: object): Promise<void>;
    drop(code: number, reason?: string): Promise<void>;
  }[] = [];
  const world = { renewals: 0, ids: 0 };
  const room = openRoom({
    roomId: ROOM,
    storage: openAccountStorage(memoryStore(storage)),
    open(on) {
      let isOpen = false;
      const sent: Record<string, unknown>[] = [];
      const closed: number[] = [];
      lines.push({
        on,
        sent,
        closed,
        say: async (frame) => {
          on.message(JSON.stringify(frame));
          await settled();
        },
        drop: async (code, reason = "") => {
          isOpen = false;
          on.close(code, reason);
          await settled();
        },
      });
      clock.after(10, () => {
        isOpen = true;
        on.open();
      });
      return {
        get isOpen() {
          return isOpen;
        },
        send: (text) => sent.push(JSON.parse(text)),
        close: (code) => {
          isOpen = false;
          closed.push(code);
        },
      };
    },
    renew: async () => {
      world.renewals += 1;
      return lives;
    },
    now: clock.now,
    date: clock.now,
    newId: () => {
      world.ids += 1;
      return `c${world.ids}`;
    },
    after: clock.after,
    random: () => 0.5,
    isHidden: () => false,
    isOnline: () => true,
    watch: () => () => {},
  });
  room.connect();
  const line = () => lines.at(-1)!;
  const of = (t: string) => line().sent.filter((frame) => frame.t === t);
  /** Opens the line and lets the room answer. */
  const enter = async (welcome: object = sampleWelcome([said(1), said(2)])) => {
    await clock.run(20);
    await line().say(welcome);
  };
  return { room, clock, lines, line, of, enter, world, storage };
}
const ack = (re: unknown, seq: number) => ({
  t: "ack",
  re,
  seq,
  message_id: messageId(seq),
  at: timeAt(seq),
});

test("the first hello asks for a page, every later one for what came after", async () => {
  const { room, clock, line, of, enter, lines } = stage();
  await enter();
  expect(of("hello")).toEqual([{ t: "hello", since: null, status: "online" }]);
  expect(room.store.getState()).toMatchObject({ phase: "in", lastSeq: 2 });
  await line().drop(CLOSE.server_restart);
  expect(room.store.getState().phase).toBe("lost");
  // Half of a second: the first limit with the jitter of the test.
  await clock.run(400);
  expect(lines).toHaveLength(1);
  await clock.run(200);
  expect(lines).toHaveLength(2);
  expect(of("hello")).toEqual([{ t: "hello", since: 2, status: "online" }]);
  await line().say(sampleWelcome([said(3)]));
  expect(room.store.getState()).toMatchObject({ phase: "in", lastSeq: 3 });
});

test("a missing event makes it say hello again, once", async () => {
  const { room, line, of, enter } = stage();
  await enter();
  await line().say({ t: "batch", events: [said(4)] });
  await line().say({ t: "batch", events: [said(5)] });
  expect(of("hello").at(-1)).toMatchObject({ since: 2 });
  expect(of("hello")).toHaveLength(2);
  await line().say(sampleWelcome([said(3), said(4), said(5)]));
  expect(room.store.getState()).toMatchObject({ lastSeq: 5 });
  expect(room.store.getState().main.ids).toHaveLength(5);
});

test.each([
  [CLOSE.forbidden, "banned"],
  [CLOSE.not_found, "not_found"],
  [CLOSE.rate_limited, "rate_limited"],
])("a close with %i is final, and says why", async (code, reason) => {
  const { room, clock, line, enter, lines } = stage();
  await enter();
  const waiting = room.pins();
  await line().drop(code, reason);
  expect(room.store.getState()).toMatchObject({ phase: "refused", closeCode: code, closeReason: reason });
  await expect(waiting).resolves.toMatchObject({ ok: false, code: "closed" });
  await clock.run(120_000);
  expect(lines).toHaveLength(1);
  room.reconnect();
  await clock.run(20);
  expect(lines).toHaveLength(2);
});

test("a session that ran out is renewed once, at once; one that has ended is final", async () => {
  const { clock, line, enter, lines, world } = stage();
  await enter();
  await line().drop(CLOSE.token_expired);
  await clock.run(1);
  expect(world.renewals).toBe(1);
  expect(lines).toHaveLength(2);

  const ended = stage({ lives: false });
  await ended.enter();
  await ended.line().drop(CLOSE.unauthenticated);
  await ended.clock.run(60_000);
  expect(ended.room.store.getState().phase).toBe("refused");
  expect(ended.lines).toHaveLength(1);
});

test("a line that answers no ping is given up", async () => {
  const { clock, lines, enter, of } = stage();
  await enter();
  await clock.run(PING_EVERY_MS + 10);
  expect(of("ping").length).toBeGreaterThan(1);
  await clock.run(PING_EVERY_MS * 2 + 2_000);
  expect(lines[0]?.closed).toEqual([4000]);
  expect(lines.length).toBeGreaterThan(1);
});

test("what is asked while the line is away is asked again with the same id, and answered once", async () => {
  const { room, clock, line, of, enter, lines } = stage();
  await enter();
  const edit = room.edit(messageId(1), "better");
  const [first] = of("message.edit");
  await line().drop(CLOSE.server_restart);
  await clock.run(600);
  expect(lines).toHaveLength(2);
  await line().say(sampleWelcome([]));
  const [second] = of("message.edit");
  expect(second).toEqual(first);
  await line().say(ack(second?.id, 3));
  await expect(edit).resolves.toMatchObject({ ok: true, seq: 3 });
});

test("without an answer a question ends; a refusal brings its wait", async () => {
  const { room, clock, line, of, enter } = stage();
  await enter();
  const lost = room.search("tape");
  await clock.run(21_000);
  await expect(lost).resolves.toMatchObject({ ok: false, code: "timeout" });
  const fast = room.react(messageId(1), "🔥", true);
  await line().say({
    t: "error",
    re: of("reaction.add")[0]?.id,
    code: "rate_limited",
    message: "Wait.",
    retry_after_ms: 700,
  });
  await expect(fast).resolves.toEqual({
    ok: false,
    code: "rate_limited",
    message: "Wait.",
    retryAfterMs: 700,
  });
});

test("a message is shown until the room has it, and stands there once", async () => {
  const { room, line, of, enter } = stage();
  await enter();
  const id = room.send({ body: "hello" });
  expect(room.outbox.getState().items).toMatchObject([{ id, status: "sending", body: "hello" }]);
  expect(of("message.send")).toEqual([{ t: "message.send", id, body: "hello" }]);
  await line().say(ack(id, 3));
  expect(room.outbox.getState().items).toMatchObject([{ id, status: "sent", seq: 3 }]);
  await line().say({ t: "batch", events: [said(3, { ...own, body: "hello" })] });
  expect(room.outbox.getState().items).toEqual([]);
});

test("what was written offline goes out in its order with the ids that it was kept by, also after a reload", async () => {
  const first = stage();
  await first.enter();
  await first.line().drop(CLOSE.server_restart);
  const ids = [first.room.send({ body: "one" }), first.room.send({ body: "two" })];
  first.room.close();

  const { room, line, of, enter } = stage({ storage: first.storage });
  expect(room.outbox.getState().items.map(({ body, status }) => [body, status])).toEqual([
    ["one", "waiting"],
    ["two", "waiting"],
  ]);
  await enter();
  expect(of("message.send")).toMatchObject([{ id: ids[0], body: "one" }]);
  await line().say(ack(ids[0], 3));
  expect(of("message.send")).toMatchObject([{ id: ids[0] }, { id: ids[1], body: "two" }]);
  await line().say(ack(ids[1], 4));
  expect([...first.storage.keys()].filter((key) => key.includes(".out."))).toEqual([]);
});

test("another account finds nothing of the one before it", async () => {
  const first = stage();
  await first.enter();
  await first.line().drop(CLOSE.server_restart);
  first.room.send({ body: "private words" });
  first.room.close();
  const other = stage({ storage: first.storage });
  const welcome = sampleWelcome([said(1)]);
  await other.enter({ ...welcome, you: { ...welcome.you, user_id: LEO } });
  expect(other.of("message.send")).toEqual([]);
  expect(other.room.outbox.getState().items).toEqual([]);
  expect([...first.storage.values()].join()).not.toContain("private words");
});

test("reading is told in few frames, and never backwards", async () => {
  const { room, clock, of, enter } = stage();
  await enter();
  room.read(1);
  room.read(2);
  room.read(1);
  await clock.run(2_000);
  expect(of("read")).toEqual([{ t: "read", seq: 2 }]);
});

test("typing is told every few seconds, however fast somebody types", async () => {
  const { room, clock, of, enter } = stage();
  await enter();
  for (let i = 0; i < 40; i += 1) {
    room.typing();
    await clock.run(100);
  }
  expect(of("typing.start")).toHaveLength(2);
});

test("idle is shown unless something else was chosen", async () => {
  const { room, of, enter } = stage();
  await enter();
  room.setIdle(true);
  room.setIdle(true);
  room.setPresence("dnd");
  room.setIdle(false);
  expect(of("presence.set").map(({ status }) => status)).toEqual(["idle", "dnd"]);
});

test("a jump by id asks for the message, then for what stands around it", async () => {
  const { room, clock, line, of, enter } = stage();
  await enter(sampleWelcome([said(4_000)], { has_more: true }));
  const going = room.goTo({ messageId: messageId(1_234) });
  await clock.run(1);
  const [one] = of("messages.get");
  expect(one).toMatchObject({ message_ids: [messageId(1_234)] });
  const first = said(1_234);
  await line().say({
    t: "messages",
    re: one?.id,
    messages: first.t === "message.new" ? [first.message] : [],
  });
  await clock.run(1);
  for (const { id, before_seq, after_seq } of of("history.get")) {
    const from = after_seq === undefined ? Number(before_seq) - 25 : Number(after_seq) + 1;
    const events = Array.from({ length: 25 }, (_, n) => said(from + n));
    await line().say({ t: "history", re: id, events, has_more: true });
  }
  await expect(going).resolves.toBe(messageId(1_234));
  const { main } = room.store.getState();
  expect(main).toMatchObject({ hasOlder: true, hasNewer: true });
  expect(main.ids).toHaveLength(50);
});

test("messages that replies quote are asked for together, once, and what is gone is not asked for again", async () => {
  const { room, clock, line, of, enter } = stage();
  await enter(sampleWelcome([said(4_000)], { has_more: true }));
  for (const n of [7, 8, 7, 4_000]) room.fetch(messageId(n));
  await clock.run(1);
  const [one] = of("messages.get");
  expect(one).toMatchObject({ message_ids: [messageId(7), messageId(8)] });
  const first = said(7);
  await line().say({
    t: "messages",
    re: one?.id,
    messages: first.t === "message.new" ? [first.message] : [],
  });
  await clock.run(1);
  expect(room.store.getState().messages.has(messageId(7))).toBe(true);
  for (const n of [7, 8]) room.fetch(messageId(n));
  await clock.run(1);
  expect(of("messages.get")).toHaveLength(1);
});

test("the reader's own standing follows", async () => {
  const { room, line, enter } = stage();
  await enter();
  await line().say({ t: "you", you: { user_id: ME, role: "read_only", muted_until: null } });
  expect(room.store.getState().you?.role).toBe("read_only");
});
