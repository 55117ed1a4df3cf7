import { expect, test } from "vitest";
import {
  type ClockSample,
  correction,
  createSeekAllowance,
  createServerClock,
  estimateClock,
  MIN_SAMPLES,
  positionAt,
} from "./clock-sync.ts";

/** Marsaglia's xorshift32, so that a failure can be seen again. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}

interface World {
  /** Server minus client at the client's time 0. */
  offset_ms: number;
  drift_ppm: number;
  up(): number;
  down(): number;
}
const serverAt = (world: World, true_ms: number) => true_ms + world.offset_ms;
/** What the client's clock shows. */
const clientAt = (world: World, true_ms: number) => true_ms * (1 + world.drift_ppm / 1e6);

function exchange(world: World, true_ms: number): ClockSample {
  const arrives = true_ms + world.up();
  return {
    sent_ms: clientAt(world, true_ms),
    received_ms: clientAt(world, arrives + world.down()),
    server_ms: Math.floor(serverAt(world, arrives)),
  };
}

/** Runs the schedule for a while. @returns the error of the clock at the end, in ms */
function run(world: World, seconds: number, clock = createServerClock(), from_ms = 0) {
  const pongs: ClockSample[] = [];
  let pings = 0;
  for (let at = from_ms; at < from_ms + seconds * 1000; at += clock.nextPingIn(clientAt(world, at))) {
    while (pongs[0] !== undefined && pongs[0].received_ms <= clientAt(world, at)) {
      const pong = pongs.shift();
      if (pong !== undefined) clock.pong(pong);
    }
    pongs.push(exchange(world, at));
    pings++;
  }
  const end = from_ms + seconds * 1000;
  const server = clock.serverTime(clientAt(world, end));
  return { error: server === null ? Number.NaN : server - serverAt(world, end), pings, clock };
}

const quiet = (more: Partial<World> = {}): World => ({
  offset_ms: 1.8e12,
  drift_ppm: 0,
  up: () => 30,
  down: () => 30,
  ...more,
});
const jittery = (seed: number, more: Partial<World> = {}): World => {
  const random = randomFrom(seed);
  const delay = () => 20 + random() * 280;
  return quiet({ up: delay, down: delay, ...more });
};

test("there is no estimate before five samples", () => {
  const samples = Array.from({ length: MIN_SAMPLES }, (_, i) => exchange(quiet(), i * 200));
  expect(estimateClock(samples.slice(1), 2000)).toBeNull();
  expect(estimateClock(samples, 2000)?.samples).toBe(5);
});

test("on a path of one speed the offset is exact to the server's millisecond", () => {
  expect(Math.abs(run(quiet(), 5).error)).toBeLessThanOrEqual(1);
});

test("a date that is hours off, or decades, changes nothing", () => {
  for (const offset_ms of [1.8e12, 1.8e12 + 7 * 3_600_000, -9e11])
    expect(Math.abs(run(quiet({ offset_ms }), 5).error)).toBeLessThanOrEqual(1);
});

test("the estimate lies within half a round trip of the best sample, and the truth within the bound", () => {
  for (let seed = 1; seed <= 200; seed++) {
    const world = jittery(seed);
    const samples = Array.from({ length: 12 }, (_, i) => exchange(world, i * 300));
    const now = 4_500;
    const estimate = estimateClock(samples, now);
    if (estimate === null) throw new Error("no estimate");
    const best = samples.reduce((a, b) => (b.received_ms - b.sent_ms < a.received_ms - a.sent_ms ? b : a));
    const rtt = best.received_ms - best.sent_ms;
    const ntp = best.server_ms - (best.sent_ms + best.received_ms) / 2;
    expect(estimate.rtt_ms).toBe(rtt);
    expect(Math.abs(estimate.offset_ms - ntp)).toBeLessThanOrEqual(rtt / 2 + 2);
    expect(Math.abs(estimate.offset_ms - world.offset_ms)).toBeLessThanOrEqual(estimate.bound_ms + 1);
  }
});

test("with 20 to 300 ms of jitter each way 95 of 100 clients know the time to 40 ms after ten seconds", () => {
  const errors = Array.from({ length: 300 }, (_, i) =>
    Math.abs(run(jittery(i + 1, { drift_ppm: (i % 201) - 100 }), 10).error),
  ).sort((a, b) => a - b);
  expect(errors[Math.floor(errors.length * 0.95)]).toBeLessThan(40);
});

test("a clock that runs 100 ppm fast or slow is followed for an hour by sparse pings", () => {
  for (const drift_ppm of [-100, 100])
    expect(Math.abs(run(quiet({ drift_ppm }), 3600).error)).toBeLessThan(25);
});

test("pings are dense at first and sparse then", () => {
  expect(run(quiet(), 10).pings).toBe(23);
  expect(run(quiet(), 3600).pings).toBeLessThan(400);
});

test("a client that slept starts anew: old samples count no more, and pings are dense again", () => {
  const before = quiet();
  const { clock } = run(before, 60);
  // Its clock stood still for an hour: the offset is an hour larger.
  const after = quiet({ offset_ms: before.offset_ms + 3_600_000 });
  clock.pong(exchange(after, 61_000));
  expect(clock.serverTime(61_100)).toBeNull();
  expect(clock.nextPingIn(61_100)).toBe(200);
  expect(Math.abs(run(after, 5, clock, 61_200).error)).toBeLessThanOrEqual(1);
});

test("a pong that makes no sense is not counted", () => {
  const clock = createServerClock();
  for (let i = 0; i < 10; i++) {
    clock.pong({ sent_ms: 100, received_ms: 50, server_ms: 1 });
    clock.pong({ sent_ms: Number.NaN, received_ms: 50, server_ms: 1 });
  }
  expect(clock.estimate(1000)).toBeNull();
});

test.each([
  [0, { kind: "none", rate: 1 }],
  [14, { kind: "none", rate: 1 }],
  [-14, { kind: "none", rate: 1 }],
  [30, { kind: "rate", rate: 0.99 }],
  [-30, { kind: "rate", rate: 1.01 }],
  [999, { kind: "rate", rate: 0.98 }],
  [-999, { kind: "rate", rate: 1.02 }],
  [1000, { kind: "seek" }],
  [-5000, { kind: "seek" }],
  [Number.NaN, { kind: "seek" }],
])("a drift of %d ms", (drift, expected) => expect(correction(drift)).toEqual(expected));

test("a correction that has begun goes on until the drift is gone", () => {
  expect(correction(10, true)).toMatchObject({ kind: "rate" });
  expect(correction(3, true)).toEqual({ kind: "none", rate: 1 });
});

test("a slow player learns how far ahead to seek", () => {
  const latency = 190;
  const allowance = createSeekAllowance();
  const landings = [0, 1].map(() => {
    const drift = allowance.ahead_ms() - latency;
    allowance.landed(drift);
    return drift;
  });
  expect(landings).toEqual([-110, 0]);
});

test("before an announced start and after the end there is no position", () => {
  const timeline = { playing: true, position_ms: 500, at_server_ms: 10_000, duration_ms: 60_000, rate: 1 };
  expect(positionAt(timeline, 9_999)).toBeNull();
  expect(positionAt(timeline, 11_000)).toBe(1_500);
  expect(positionAt(timeline, 70_000)).toBeNull();
  expect(positionAt({ ...timeline, playing: false }, 0)).toBe(500);
});
