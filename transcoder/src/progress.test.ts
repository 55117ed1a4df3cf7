import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createProgress, type StageEvent } from "./progress.ts";

function start(weights = { a: 1, b: 3 }) {
  const events: StageEvent[] = [];
  let clock = 0;
  const progress = createProgress({ weights, emit: (event) => events.push(event), now: () => clock });
  return { events, progress, tick: (ms: number) => (clock += ms) };
}

describe("progress", () => {
  test("weighs parts by what they cost", () => {
    const { events, progress, tick } = start();
    progress.set("a", 1);
    tick(1000);
    progress.set("b", 0.5);
    expect(events.map((event) => event.progress)).toEqual([0.25, 0.625]);
  });

  test("never falls and stays within 0 and 1, whatever is reported", () => {
    const report = fc.tuple(fc.constantFrom("a" as const, "b" as const), fc.double(), fc.nat(500));
    fc.assert(
      fc.property(fc.array(report), (reports) => {
        const { events, progress, tick } = start();
        for (const [part, fraction, ms] of reports) {
          tick(ms);
          progress.set(part, fraction);
        }
        const told = events.map((event) => event.progress);
        expect(told).toEqual([...told].sort((x, y) => x - y));
        expect(told.every((value) => value >= 0 && value <= 1)).toBe(true);
      }),
      { seed: 20_260_806, numRuns: 300 },
    );
  });

  test("says the end, however soon after the last word it comes, and once", () => {
    const { events, progress, tick } = start();
    progress.set("a", 1);
    tick(10);
    progress.set("b", 1);
    progress.complete();
    progress.complete();
    expect(events.map((event) => event.progress)).toEqual([0.25, 1]);
  });

  test("is told a few times a second at most, a new stage at once", () => {
    const { events, progress, tick } = start();
    progress.enter("scanning");
    for (let at = 0; at < 1000; at += 10) {
      tick(10);
      progress.set("b", at / 1000);
    }
    expect(events.length).toBeLessThanOrEqual(5);
    progress.enter("analysing");
    expect(events.at(-1)).toMatchObject({ stage: "analysing" });
  });
});
