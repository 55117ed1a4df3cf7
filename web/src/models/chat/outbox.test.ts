import { expect, test } from "vitest";
import { handClock, memoryStore, settled } from "../../testing/hand-clock.ts";
import { timeAt } from "../../testing/sample-chat.ts";
import { openAccountStorage } from "./account-storage.ts";
import { type OutboxItem, openOutbox } from "./outbox.ts";
import { type Acknowledged, refused } from "./reply.ts";

/** An outbox whose room answers what the test says. */
function stage(storage = new Map<string, string>()) {
  const clock = handClock();
  const sent: { item: OutboxItem; answer(it: Acknowledged): Promise<void> }[] = [];
  const world = { isUp: true, ids: 0, lastSeq: 0 };
  const outbox = openOutbox("r1", {
    storage: openAccountStorage(memoryStore(storage)),
    deliver: (item) =>
      new Promise((resolve) =>
        sent.push({
          item,
          answer: async (it) => {
            resolve(it);
            await settled();
          },
        }),
      ),
    isUp: () => world.isUp,
    lastSeq: () => world.lastSeq,
    now: clock.now,
    after: clock.after,
    newId: () => {
      world.ids += 1;
      return `o${world.ids}`;
    },
  });
  const write = (body: string) => outbox.add({ body, replyTo: null, thread: null, attachments: [] });
  const states = () => outbox.store.getState().items.map(({ body, status, code }) => [body, status, code]);
  return { outbox, clock, sent, world, write, states, storage };
}
const taken = (seq: number): Acknowledged => ({ ok: true, seq, messageId: null, at: timeAt(seq) });

test("one after the other, in the order of writing", async () => {
  const { outbox, sent, write, states } = stage();
  write("one");
  write("two");
  await settled();
  expect(sent.map(({ item }) => item.body)).toEqual(["one"]);
  await sent[0]?.answer(taken(1));
  expect(sent.map(({ item }) => item.body)).toEqual(["one", "two"]);
  await sent[1]?.answer(taken(2));
  expect(states()).toEqual([
    ["one", "sent", null],
    ["two", "sent", null],
  ]);
  outbox.shown(1);
  expect(states()).toEqual([["two", "sent", null]]);
});

test("one whose event came before its answer is gone at once", async () => {
  const { sent, write, states, world } = stage();
  write("one");
  await settled();
  world.lastSeq = 1;
  await sent[0]?.answer(taken(1));
  expect(states()).toEqual([]);
});

test("slow mode keeps the text with its wait; it goes again with the same id", async () => {
  const { outbox, sent, write, states, clock } = stage();
  const id = write("one");
  await settled();
  await sent[0]?.answer(refused("slow_mode", "Wait.", 30_000));
  expect(outbox.store.getState().items).toMatchObject([
    { status: "failed", code: "slow_mode", retryAt: clock.now() + 30_000 },
  ]);
  outbox.retry(id);
  await settled();
  expect(sent[1]?.item.id).toBe(id);
  await sent[1]?.answer(taken(1));
  expect(states()).toEqual([["one", "sent", null]]);
});

test("a pace that is over soon is waited for, without a word and in order", async () => {
  const { sent, write, clock, states } = stage();
  write("one");
  write("two");
  await settled();
  await sent[0]?.answer(refused("rate_limited", "Wait.", 1_500));
  expect(states()).toEqual([
    ["one", "waiting", null],
    ["two", "waiting", null],
  ]);
  await clock.run(1_400);
  expect(sent).toHaveLength(1);
  await clock.run(200);
  expect(sent[1]?.item.body).toBe("one");
});

test("a line that gives no answer is no refusal", async () => {
  const { sent, write, clock, world, outbox, states } = stage();
  write("one");
  await settled();
  world.isUp = false;
  await sent[0]?.answer(refused("closed", "The connection has ended."));
  await clock.run(10_000);
  expect(states()).toEqual([["one", "waiting", null]]);
  world.isUp = true;
  void outbox.run();
  await settled();
  expect(sent[1]?.item.id).toBe(sent[0]?.item.id);
});

test("a refused one stands in nobody's way, and survives a reload as refused", async () => {
  const first = stage();
  first.write("bad");
  first.write("good");
  await settled();
  await first.sent[0]?.answer(refused("watched", "No."));
  expect(first.sent[1]?.item.body).toBe("good");
  first.outbox.close();
  const { states, outbox } = stage(first.storage);
  expect(states()).toEqual([
    ["bad", "failed", "watched"],
    ["good", "waiting", null],
  ]);
  const [bad] = outbox.store.getState().items;
  expect(outbox.discard(bad?.id ?? "")).toMatchObject({ body: "bad" });
  expect([...first.storage.keys()]).toEqual(["veza.chat.out.r1.o2"]);
});

test("damaged storage is passed over", () => {
  const storage = new Map([
    ["veza.chat.out.r1.x", "{"],
    ["veza.chat.out.r1.y", '{"body":"fine","at":3,"attachments":[{"id":1}]}'],
    ["veza.chat.out.r2.z", '{"body":"another room"}'],
  ]);
  expect(stage(storage).outbox.store.getState().items).toMatchObject([
    { id: "y", body: "fine", attachments: [] },
  ]);
});
