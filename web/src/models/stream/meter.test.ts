import { describe, expect, test } from "vitest";
import { Figures, Meter } from "./meter.ts";

describe("throughput", () => {
  test("follows what arrives, and believes bad news sooner than good", () => {
    const meter = new Meter();
    expect(meter.kbps).toBe(0);
    meter.timed(100_000, 100);
    expect(meter.kbps).toBe(8_000);
    meter.timed(100_000, 1_000);
    const low = meter.kbps;
    expect(low).toBeLessThan(5_000);
    meter.timed(100_000, 100);
    expect(meter.kbps - low).toBeLessThan(8_000 - low);
  });

  test("small bodies say nothing, and no connection is infinitely fast", () => {
    const meter = new Meter();
    meter.timed(3_999, 1);
    expect(meter.kbps).toBe(0);
    meter.timed(1_000_000, 0);
    expect(meter.kbps).toBe(1_000_000);
  });
});

describe("figures", () => {
  const setUp = () => {
    let now = 0;
    const figures = new Figures(() => now);
    const after = (ms: number) => {
      now += ms;
    };
    return { figures, after };
  };

  test("from the click to the sound; what is waited for on the way is no stall", () => {
    const { figures, after } = setUp();
    figures.clicked();
    after(100);
    figures.waiting(false);
    after(150);
    expect(figures.playing()).toMatchObject({ start_ms: 250, stalls: 0 });
    expect(figures.playing()).toBeNull();
  });

  test("a wait in the middle is a stall, one after a seek or in a pause is not", () => {
    const { figures, after } = setUp();
    figures.waiting(false);
    after(400);
    figures.waiting(false);
    after(100);
    expect(figures.playing()).toEqual({ t: "stats", stalls: 1, stall_ms: 500 });
    figures.waiting(true);
    expect(figures.playing()).toBeNull();
    figures.waiting(false);
    figures.paused();
    expect(figures.playing()).toBeNull();
  });
});
