import { expect, test } from "vitest";
import { createAlarms } from "./object-alarms.ts";

/** An object's alarm without an object; `ring` lets the time come and the platform ring. */
function object<Name extends string>(
  handlers: Record<Name, (now: number) => Promise<void> | void>,
  platform: { at: number | null; sets: number } = { at: null, sets: 0 },
) {
  const clock = { now: 1_000_000 };
  const counted: string[] = [];
  const errors: unknown[] = [];
  const timers: { at: number; run: () => void }[] = [];
  const alarms = createAlarms<Name>({
    storage: {
      getAlarm: async () => platform.at,
      setAlarm: async (at) => {
        platform.at = Number(at);
        platform.sets += 1;
      },
    },
    now: () => clock.now,
    after: (ms, run) => {
      const timer = { at: clock.now + ms, run };
      timers.push(timer);
      return () => void timers.splice(timers.indexOf(timer), 1);
    },
    background: (_what, work) => void work.catch((cause: unknown) => errors.push(cause)),
    count: (name, outcome) => void counted.push(`${name} ${outcome}`),
    onError: (_message, cause) => void errors.push(cause),
    handlers,
  });
  const settle = () => new Promise((resolve) => setTimeout(resolve));
  return {
    alarms,
    clock,
    platform,
    counted,
    errors,
    timers,
    settle,
    pass(ms: number) {
      clock.now += ms;
      for (const timer of timers.filter(({ at }) => at <= clock.now)) timer.run();
    },
    async ring() {
      await settle();
      expect(platform.at).not.toBeNull();
      clock.now = Math.max(clock.now, platform.at ?? 0);
      platform.at = null;
      await alarms.run();
      await settle();
    },
  };
}

test("the platform's alarm is set for the earliest of all names, each of which runs at its time", async () => {
  const ran: string[] = [];
  const it = object({ news: () => void ran.push("news"), sweep: () => void ran.push("sweep") });
  it.alarms.set("sweep", 1_005_000);
  it.alarms.set("news", 1_001_000);
  await it.settle();
  expect(it.platform.at).toBe(1_001_000);
  await it.ring();
  expect(ran).toEqual(["news"]);
  expect(it.platform.at).toBe(1_005_000);
  // A timer that is left would keep the object awake.
  expect(it.timers).toEqual([]);
  await it.ring();
  expect(ran).toEqual(["news", "sweep"]);
  expect(it.platform.at).toBeNull();
});

test("a handler that fails is tried again later and later; the others run, and it ends as soon as it succeeds", async () => {
  let isDown = true;
  const ran: number[] = [];
  const it = object({
    outbox: () => {
      if (isDown) throw new Error("the queue is away");
    },
    track: (now) => {
      ran.push(now);
      it.alarms.set("track", now + 3_000);
    },
  });
  it.alarms.set("outbox", it.clock.now);
  it.alarms.set("track", it.clock.now);
  for (let i = 0; i < 10; i++) await it.ring();
  // Of ten rings three were for the outbox: after nothing, 5 and 10 more seconds.
  expect(it.counted.filter((one) => one === "outbox failed").length).toBe(3);
  expect(ran.length).toBeGreaterThanOrEqual(8);
  isDown = false;
  for (let i = 0; i < 20; i++) await it.ring();
  expect(it.counted.filter((one) => one === "outbox ran")).toHaveLength(1);
  expect(it.errors).toHaveLength(3);
});

test("a handler that never ends holds up the others for half a minute, and counts as failed", async () => {
  const it = object({ stuck: () => new Promise<void>(() => {}), sweep: () => {} });
  it.alarms.set("stuck", it.clock.now);
  it.alarms.set("sweep", it.clock.now);
  await it.settle();
  const rung = it.alarms.run();
  await it.settle();
  it.pass(30_000);
  await rung;
  expect(it.counted).toEqual(["sweep ran", "stuck failed"]);
  expect(it.alarms.at("stuck")).toBe(it.clock.now + 5_000);
});

test("in a new life the alarm of the last one stays, and when it rings everything looks what is due", async () => {
  const ran: string[] = [];
  const platform = { at: 1_002_000, sets: 0 };
  const it = object({ outbox: () => void ran.push("outbox"), sweep: () => void ran.push("sweep") }, platform);
  it.alarms.setBy("sweep", 1_300_000);
  await it.settle();
  expect(platform).toEqual({ at: 1_002_000, sets: 0 });
  await it.ring();
  expect(ran).toEqual(["outbox"]);
  expect(platform.at).toBe(1_300_000);
});

test("setBy never puts a name off, and what is set again and again is set once", async () => {
  const it = object({ audio: () => {} });
  it.alarms.setBy("audio", 1_001_000);
  for (let i = 0; i < 50; i++) it.alarms.setBy("audio", 1_002_000 + i);
  await it.settle();
  expect(it.platform).toEqual({ at: 1_001_000, sets: 1 });
});

test("an object that has erased itself sets no alarm", async () => {
  let erase = () => {};
  const it = object({ expiry: () => erase(), sweep: () => {} });
  erase = it.alarms.reset;
  it.alarms.set("expiry", it.clock.now);
  it.alarms.set("sweep", it.clock.now + 60_000);
  await it.ring();
  expect(it.platform.at).toBeNull();
});
