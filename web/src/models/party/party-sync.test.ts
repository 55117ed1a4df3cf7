import type { PartyTimeline } from "@veza/contracts/ws/party";
import { describe, expect, test } from "vitest";
import { sampleId } from "../../testing/sample-track.ts";
import type { PartyPlayer, PartyTrackRef } from "./party-player.ts";
import { PartySync } from "./party-sync.ts";

/** Time that only the test moves. */
class FakeTime {
  now = 0;
  #jobs: { at: number; work: () => void }[] = [];

  readonly after = (ms: number, work: () => void) => {
    const job = { at: this.now + ms, work };
    this.#jobs.push(job);
    return () => {
      this.#jobs = this.#jobs.filter((it) => it !== job);
    };
  };

  run(ms: number): void {
    const end = this.now + ms;
    for (;;) {
      const due = this.#jobs.filter((it) => it.at <= end).sort((a, b) => a.at - b.at)[0];
      if (!due) break;
      this.#jobs = this.#jobs.filter((it) => it !== due);
      this.now = Math.max(this.now, due.at);
      due.work();
    }
    this.now = end;
  }
}

/** A player that needs its time to load, to seek and to begin, and whose clock may run a little fast. */
class FakePlayer implements PartyPlayer {
  readonly #time: FakeTime;
  log: string[] = [];
  loadMs = 400;
  seekMs = 60;
  startMs = 40;
  ppm = 0;
  #item: PartyTrackRef | null = null;
  #following: PartyTrackRef | null = null;
  #seconds = 0;
  #since = 0;
  #isPaused = true;
  #readyAt = 0;
  currentRate = 1;

  constructor(time: FakeTime) {
    this.#time = time;
  }

  load(item: PartyTrackRef, seconds: number): void {
    this.log.push(`load ${item.item_id}`);
    this.#readyAt = this.#time.now + (this.#following?.item_id === item.item_id ? 5 : this.loadMs);
    this.#item = item;
    this.#following = null;
    this.#isPaused = true;
    this.#seconds = seconds;
  }
  prepare(item: PartyTrackRef | null): void {
    this.log.push(`prepare ${item?.item_id ?? "nothing"}`);
    this.#following = item;
  }
  play(): void {
    this.log.push("play");
    if (!this.#isPaused) return;
    this.#isPaused = false;
    this.#since = this.#time.now + this.startMs;
  }
  pause(): void {
    this.log.push("pause");
    this.#seconds = this.#now();
    this.#isPaused = true;
  }
  seek(seconds: number): void {
    this.log.push("seek");
    this.#seconds = seconds;
    this.#since = this.#time.now + this.seekMs;
    this.#readyAt = Math.max(this.#readyAt, this.#time.now + this.seekMs);
  }
  rate(rate: number): void {
    this.#seconds = this.#now();
    this.#since = Math.max(this.#since, this.#time.now);
    this.currentRate = rate;
  }
  position(): { item_id: string | null; seconds: number } {
    const seconds = this.#now();
    const length = (this.#item?.duration_ms ?? 0) / 1000;
    // The gapless join.
    if (this.#item && this.#following && seconds >= length) {
      this.#item = this.#following;
      this.#following = null;
      this.#seconds = seconds - length;
      this.#since = this.#time.now;
    }
    return { item_id: this.#item?.item_id ?? null, seconds: this.#now() };
  }
  isReady(): boolean {
    return this.#item !== null && this.#time.now >= this.#readyAt;
  }
  isSounding(): boolean {
    return !this.#isPaused && this.isReady() && this.#time.now >= this.#since;
  }
  isPaused(): boolean {
    return this.#isPaused;
  }
  /** Something holds the sound up, or pushes it ahead. */
  slip(seconds: number): void {
    this.#seconds = this.#now() + seconds;
    this.#since = Math.max(this.#since, this.#time.now);
  }
  #now(): number {
    if (this.#isPaused) return this.#seconds;
    const passed = Math.max(0, this.#time.now - this.#since) / 1000;
    return this.#seconds + passed * this.currentRate * (1 + this.ppm / 1e6);
  }
}

/** The server is years ahead of the page's clock. */
const SKEW = 1_800_000_000_000;
const A = { item_id: "a", track_id: sampleId("trk", 1) };
const B = { item_id: "b", track_id: sampleId("trk", 2) };
let revision = 0;

function timeline(change: Partial<PartyTimeline> & { item?: typeof A }): PartyTimeline {
  revision += 1;
  const { item = A, ...rest } = change;
  return {
    ...item,
    duration_ms: 60_000,
    playing: true,
    position_ms: 0,
    at_server_ms: SKEW,
    started_at_server_ms: null,
    rate: 1,
    revision,
    ...rest,
  };
}

function stage({ isClockKnown = true } = {}) {
  const time = new FakeTime();
  const player = new FakePlayer(time);
  const known = { clock: isClockKnown };
  const sync = new PartySync({
    player,
    serverTime: () => (known.clock ? SKEW + time.now : null),
    after: time.after,
  });
  sync.start();
  const drift = () => sync.drift() ?? Number.NaN;
  return { time, player, sync, known, drift, server: () => SKEW + time.now };
}

describe("beginning", () => {
  test("a late comer drops in at the right place, though loading takes its time", () => {
    const { time, player, sync, drift, server } = stage();
    player.loadMs = 1_900;
    sync.setTimeline(timeline({ at_server_ms: server() - 20_000 }));
    time.run(6_000);
    expect(player.isSounding()).toBe(true);
    expect(Math.abs(drift())).toBeLessThan(20);
    expect(player.position().seconds).toBeCloseTo(26, 1);
    expect(player.log.filter((it) => it.startsWith("load"))).toEqual(["load a"]);
  });

  test("nothing begins before the server's time is known", () => {
    const { time, player, sync, known } = stage({ isClockKnown: false });
    sync.setTimeline(timeline({ at_server_ms: SKEW - 5_000 }));
    time.run(2_000);
    expect(player.log).toEqual([]);
    known.clock = true;
    time.run(2_000);
    expect(player.isSounding()).toBe(true);
  });

  test("an announced start is loaded at once and sounds at its moment", () => {
    const { time, player, sync, drift, server } = stage();
    sync.setTimeline(timeline({ playing: false, position_ms: 3_000 }));
    time.run(2_000);
    expect(player.position()).toEqual({ item_id: "a", seconds: 3 });
    sync.setTimeline(timeline({ position_ms: 3_000, at_server_ms: server() + 1_500 }));
    time.run(1_400);
    expect(player.isSounding()).toBe(false);
    time.run(200);
    expect(player.isSounding()).toBe(true);
    expect(Math.abs(drift())).toBeLessThan(60);
    time.run(4_000);
    expect(Math.abs(drift())).toBeLessThan(16);
    expect(player.log).not.toContain("load b");
  });
});

describe("drift", () => {
  const playing = () => {
    const all = stage();
    all.sync.setTimeline(timeline({ at_server_ms: all.server() - 5_000 }));
    all.time.run(5_000);
    all.player.log = [];
    return all;
  };

  test.each([-0.4, 0.3])("of %f s is drawn back by speed, within two per cent", (seconds) => {
    const { time, player, drift } = playing();
    player.slip(seconds);
    time.run(500);
    expect(Math.sign(player.currentRate - 1)).toBe(-Math.sign(seconds));
    expect(Math.abs(player.currentRate - 1)).toBeLessThanOrEqual(0.0201);
    time.run(30_000);
    expect(Math.abs(drift())).toBeLessThan(16);
    expect(player.currentRate).toBe(1);
    expect(player.log).toEqual([]);
  });

  test("above a second is a seek, and exact", () => {
    const { time, player, drift } = playing();
    player.slip(-1.6);
    time.run(1_200);
    expect(player.log).toContain("seek");
    time.run(1_000);
    expect(Math.abs(drift())).toBeLessThan(20);
  });

  test("of a clock that runs fast never grows", () => {
    const { time, player, drift } = playing();
    player.ppm = 300;
    let worst = 0;
    for (let i = 0; i < 160; i += 1) {
      time.run(250);
      worst = Math.max(worst, Math.abs(drift()));
    }
    expect(worst).toBeLessThan(20);
  });
});

describe("what the host does", () => {
  const playing = () => {
    const all = stage();
    all.sync.setTimeline(timeline({ at_server_ms: all.server() - 5_000 }));
    all.time.run(4_000);
    all.player.log = [];
    return all;
  };

  test("a pause stops at once, where it was announced", () => {
    const { time, player, sync, server } = playing();
    sync.setTimeline(timeline({ playing: false, position_ms: 8_800, at_server_ms: server() - 100 }));
    time.run(300);
    expect(player.isPaused()).toBe(true);
    expect(player.position().seconds).toBeCloseTo(8.8, 3);
  });

  test("a seek lets the old place sound until its moment", () => {
    const { time, player, sync, drift, server } = playing();
    sync.setTimeline(timeline({ position_ms: 40_000, at_server_ms: server() + 1_500 }));
    time.run(1_100);
    expect(player.isSounding()).toBe(true);
    expect(player.position().seconds).toBeLessThan(11);
    time.run(1_500);
    expect(player.position().seconds).toBeCloseTo(41.1, 1);
    expect(Math.abs(drift())).toBeLessThan(30);
  });

  test("a skip begins the other track at its moment", () => {
    const { time, player, sync, drift, server } = playing();
    sync.setTimeline(timeline({ item: B, at_server_ms: server() + 1_500 }));
    time.run(1_000);
    expect(player.log).toContain("prepare b");
    expect(player.position().item_id).toBe("a");
    time.run(2_000);
    expect(player.position().item_id).toBe("b");
    expect(Math.abs(drift())).toBeLessThan(30);
  });

  test("an old word that comes late changes nothing", () => {
    const { time, player, sync } = playing();
    const old = timeline({ playing: false });
    sync.setTimeline({ ...old, revision: 0 });
    time.run(500);
    expect(player.isPaused()).toBe(false);
  });
});

describe("the end of a track", () => {
  test("the next one joins without a load or a pause", () => {
    const { time, player, sync, drift, server } = stage();
    const begin = server() - 55_000;
    sync.setTimeline(timeline({ at_server_ms: begin }));
    sync.setUpcoming({ ...B, duration_ms: 30_000 });
    time.run(3_000);
    expect(player.log).toContain("prepare b");
    player.log = [];
    sync.setTimeline(timeline({ item: B, duration_ms: 30_000, at_server_ms: begin + 60_000 }));
    sync.setUpcoming(null);
    time.run(5_000);
    expect(player.position().item_id).toBe("b");
    expect(player.log.filter((it) => it !== "prepare nothing")).toEqual([]);
    expect(Math.abs(drift())).toBeLessThan(30);
  });

  test("without a next one it is silent, and stays so", () => {
    const { time, player, sync, server } = stage();
    sync.setTimeline(timeline({ at_server_ms: server() - 57_000 }));
    time.run(2_800);
    sync.setTimeline(timeline({ item_id: null, track_id: null, playing: false, duration_ms: 0 }));
    time.run(2_000);
    expect(player.isPaused()).toBe(true);
  });
});

test("a reconnect with the same timeline changes nothing that is heard", () => {
  const { time, player, sync, server } = stage();
  const same = timeline({ at_server_ms: server() - 5_000 });
  sync.setTimeline(same);
  time.run(4_000);
  player.log = [];
  sync.setTimeline({ ...same });
  time.run(4_000);
  expect(player.log).toEqual([]);
});

test("a listener who turned the sound off hears nothing, and comes back at the right place", () => {
  const { time, player, sync, drift, server } = stage();
  sync.setTimeline(timeline({ at_server_ms: server() - 5_000 }));
  time.run(3_000);
  sync.setListening(false);
  time.run(10_000);
  expect(player.isPaused()).toBe(true);
  sync.setListening(true);
  time.run(3_000);
  expect(player.isSounding()).toBe(true);
  expect(Math.abs(drift())).toBeLessThan(30);
});
