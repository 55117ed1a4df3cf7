import type { ChatServerFrame } from "@veza/contracts/ws/chat";
import { newId } from "@veza/core/ids";
import { expect, test } from "vitest";
import { createAttendance, statusOf } from "./attendance.ts";
import { createLive } from "./live.ts";
import { createPacer } from "./pacer.ts";

/** Time that runs when it is told to. */
function stage(sockets: number) {
  let now = 1_000_000;
  const timers: { at: number; run: () => void }[] = [];
  const told: { at: number; frame: ChatServerFrame; bytes: number }[] = [];
  const attendance = createAttendance();
  const live = createLive(
    {
      now: () => now,
      after: (ms, run) => void timers.push({ at: now + ms, run }),
      broadcast(frame) {
        const bytes = JSON.stringify(frame).length;
        told.push({ at: now, frame, bytes });
        return bytes;
      },
      sockets: () => sockets,
    },
    attendance,
  );
  return {
    attendance,
    live,
    told,
    setClock: (to: number) => {
      now = to;
    },
    now: () => now,
    run(until: number) {
      for (;;) {
        timers.sort((a, b) => a.at - b.at);
        const next = timers[0];
        if (next === undefined || next.at > until) break;
        timers.shift();
        now = Math.max(now, next.at);
        next.run();
      }
      now = until;
    },
  };
}

test("a thousand who come within a second cost no more than a bounded number of bytes", () => {
  const cost = (people: number) => {
    const { attendance, live, told, now, run } = stage(people);
    const begin = now();
    for (let i = 0; i < people; i++) {
      run(begin + (i * 1_000) / people);
      attendance.state({ place: 0, version: 0, user_id: newId("user"), devices: 1, status: "online" });
      live.tellPresence();
    }
    run(begin + 20_000);
    const last = told.at(-1)?.frame;
    expect(last?.t === "presence" && last.online).toBe(people);
    return told.reduce((sum, { bytes }) => sum + bytes * people, 0);
  };
  const [hundred, thousand, twoThousand] = [cost(100), cost(1_000), cost(2_000)];
  // The square of the size would be a hundred times as much.
  expect(thousand).toBeLessThan(hundred * 25);
  expect(twoThousand).toBeLessThan(thousand * 3);
});

test("typing ends after five seconds, with the message, and with a clock that was set back", () => {
  const { live, told, run, now, setClock } = stage(10);
  const [ann, bob] = [newId("user"), newId("user")];
  const typing = () => {
    const frame = told.at(-1)?.frame;
    return frame?.t === "typing" ? frame.user_ids : null;
  };
  live.type(ann);
  expect(typing()).toEqual([ann]);
  live.type(bob);
  run(now() + 1_000);
  expect(typing()).toEqual([ann, bob]);
  live.stopTyping(ann);
  expect(typing()).toEqual([bob]);
  run(now() + 6_000);
  expect(typing()).toEqual([]);
  live.type(ann);
  setClock(now() - 3_600_000);
  live.stopTyping(bob);
  live.type(bob);
  run(now() + 6_000);
  expect(typing()).not.toContain(ann);
});

test.each([
  [["idle", "online"], "online"],
  [["online", "dnd"], "dnd"],
  [["dnd", "invisible"], "invisible"],
  [["idle"], "idle"],
] as const)("devices that show %j show together %s", (statuses, shown) =>
  expect(statusOf(statuses)).toBe(shown),
);

test("attendance over places: overtaken statements do not count", () => {
  const { attendance } = stage(1);
  const user_id = newId("user");
  const at = (version: number, devices: number, place = 1) =>
    attendance.state({ place, version, user_id, devices, status: "online" });
  expect(at(2, 1)).toBe(true);
  expect(at(1, 0)).toBe(false);
  expect(attendance.isPresent(user_id)).toBe(true);
  expect(at(3, 1, 2)).toBe(false);
  expect(attendance.replace(1, 5, [])).toBe(false);
  expect(attendance.replace(2, 5, [])).toBe(true);
  expect(attendance.isPresent(user_id)).toBe(false);
});

test("quiet rooms tell at once, busy ones every 25 to 50 ms, also when the clock steps back", () => {
  const pacer = createPacer();
  let now = 0;
  for (let i = 0; i < 50; i++) {
    now += 50;
    expect(pacer.wait(now, 200, 1)).toBe(0);
    pacer.sent(now);
  }
  const waits: number[] = [];
  for (let i = 0; i < 200; i++) {
    now += 12;
    const wait = pacer.wait(now, 1_000, 1);
    if (wait === 0) pacer.sent(now);
    waits.push(wait);
  }
  expect(Math.max(...waits)).toBeGreaterThan(25);
  expect(Math.max(...waits)).toBeLessThanOrEqual(50);
  pacer.sent(now);
  expect(pacer.wait(now - 3_600_000, 1_000, 1)).toBeLessThanOrEqual(50);
  now += 10_000;
  expect(pacer.wait(now, 1_000, 1)).toBe(0);
  pacer.sent(now);
  // Two thousand in one object: no more sends than its thread has time for.
  for (let i = 0; i < 100; i++) pacer.wait(now, 2_000, 1);
  expect(pacer.wait(now, 2_000, 1)).toBe(100);
});

test("a thread that runs frames late gets fewer of them until it keeps up, and not for ever", () => {
  const pacer = createPacer();
  let now = 0;
  const gap = () => {
    pacer.sent(now);
    // The load of a busy second.
    for (let i = 0; i < 40; i++) pacer.wait(now, 1_000, 1);
    return pacer.wait(now, 1_000, 1);
  };
  expect(gap()).toBe(50);
  for (let i = 0; i < 20; i++) {
    now += 100;
    pacer.late(40);
  }
  expect(gap()).toBe(150);
  for (let i = 0; i < 100; i++) {
    now += 50;
    pacer.late(2);
  }
  expect(gap()).toBeLessThanOrEqual(51);
  // A clock that steps back is no lateness.
  pacer.late(-3_600_000);
  expect(gap()).toBeLessThanOrEqual(51);
});
