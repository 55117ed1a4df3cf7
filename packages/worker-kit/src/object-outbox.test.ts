import { afterEach, expect, test } from "vitest";
import { createObjectOutbox, OUTBOX_TABLE, outboxRows } from "./object-outbox.ts";
import { nodeSql } from "./testing/node-sql.ts";

const opened: { close(): void }[] = [];
afterEach(() => {
  for (const sql of opened.splice(0)) sql.close();
});

/** @param refuses what is not taken at this moment */
function outbox(refuses: { events: (body: string) => boolean; mail?: (body: string) => boolean }) {
  const sql = nodeSql([OUTBOX_TABLE]);
  opened.push(sql);
  const rows = outboxRows(sql);
  const clock = { now: 1_000_000 };
  const sent: string[] = [];
  const counted: string[] = [];
  let wakeAt = Number.POSITIVE_INFINITY;
  const take = (lane: "events" | "mail") => async (body: unknown) => {
    await Promise.resolve();
    if (refuses[lane]?.(String(body)) === true) throw new Error("not taken");
    sent.push(String(body));
  };
  const make = () =>
    createObjectOutbox({
      rows,
      lanes: { events: take("events"), mail: take("mail") },
      now: () => clock.now,
      wakeBy: (at) => {
        wakeAt = Math.min(wakeAt, at);
      },
      count: (lane, outcome) => void counted.push(`${lane} ${outcome}`),
      observe: () => {},
      onError: () => {},
    });
  let box = make();
  return {
    rows,
    clock,
    sent,
    counted,
    flush: () => box.flush(),
    put: (...ids: string[]) => {
      for (const id of ids) rows.put("events", id, id, clock.now);
    },
    waiting: () => rows.next("events", 100).map(({ id }) => id),
    wakeAt: () => wakeAt,
    /** The object goes and comes back: only what is in the table is left. */
    evict: () => {
      box = make();
    },
    async ring() {
      expect(wakeAt).toBeLessThan(Number.POSITIVE_INFINITY);
      clock.now = Math.max(clock.now, wakeAt);
      wakeAt = Number.POSITIVE_INFINITY;
      await box.run();
    },
  };
}

test("what is put is sent in its order, once, also by two runs at the same time", async () => {
  const it = outbox({ events: () => false });
  it.put("a", "b", "c", "b");
  await Promise.all([it.flush(), it.flush()]);
  expect(it.sent).toEqual(["a", "b", "c"]);
  expect(it.rows.isEmpty()).toBe(true);
});

test("what is not taken stays, with all behind it, and the alarm sends it, also in another life", async () => {
  let isDown = true;
  const it = outbox({ events: (body) => isDown && body !== "a" });
  it.put("a", "b", "c");
  await it.flush();
  expect([it.sent, it.waiting()]).toEqual([["a"], ["b", "c"]]);
  isDown = false;
  it.evict();
  await it.ring();
  expect(it.sent).toEqual(["a", "b", "c"]);
});

test("should the object go between writing and sending, an alarm is set for it", async () => {
  const it = outbox({ events: () => false });
  it.put("a");
  void it.flush();
  expect(it.wakeAt()).toBe(it.clock.now + 10_000);
});

test("while a lane waits after a failure, what is put does not ask again", async () => {
  let asked = 0;
  const it = outbox({
    events: () => {
      asked++;
      return true;
    },
  });
  for (const id of ["a", "b", "c", "d"]) {
    it.put(id);
    await it.flush();
  }
  expect(asked).toBe(1);
});

test("the pauses grow while nothing is taken, the order stays, and everything goes out in the end", async () => {
  let isDown = true;
  const it = outbox({ events: () => isDown });
  it.put("a", "b", "c");
  await it.flush();
  const started = it.clock.now;
  for (let i = 0; i < 30; i++) await it.ring();
  expect(it.clock.now - started).toBeGreaterThan(20 * 60_000);
  isDown = false;
  await it.ring();
  expect(it.sent).toEqual(["a", "b", "c"]);
});

test("a row that nobody ever takes does not keep those behind it for ever; it is tried again and goes out when it can", async () => {
  let isPoison = true;
  const it = outbox({ events: (body) => isPoison && body === "poison" });
  it.put("poison", "b", "c");
  await it.flush();
  for (let i = 0; i < 12; i++) await it.ring();
  expect(it.sent).toEqual(["b", "c"]);
  expect(it.counted).toContain("events put_aside");
  it.put("d");
  await it.flush();
  expect(it.sent).toEqual(["b", "c", "d"]);
  isPoison = false;
  it.evict();
  await it.ring();
  expect(it.sent).toEqual(["b", "c", "d", "poison"]);
  expect(it.rows.isEmpty()).toBe(true);
});

test("a lane whose taker is away holds up no other one", async () => {
  const it = outbox({ events: () => true });
  it.put("a");
  it.rows.put("mail", "m", "m", it.clock.now);
  await it.flush();
  expect(it.sent).toEqual(["m"]);
  expect(it.waiting()).toEqual(["a"]);
});
