import { everyBackend } from "@veza/dev/testing/database";
import { createLogger } from "@veza/worker-kit/log";
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { HOUR_MS, MINUTE_MS } from "../../domain.ts";
import { metrics } from "../../operations/metrics.ts";
import { type Harness, openHarness } from "../../testing/harness.ts";
import { runChores } from "./service.ts";

describe.each(await everyBackend())("chores on $name", (backend) => {
  let harness: Harness;
  let ran: string[];
  beforeAll(async () => {
    harness = await openHarness(backend);
  });
  afterAll(() => harness?.stop());
  beforeEach(async () => {
    await harness.reset();
    ran = [];
  });

  const start = Date.parse("2026-11-27T12:00:00Z");
  const log = createLogger("test", null);
  const chore = (name: string, every_ms: number, run: () => Promise<unknown> = async () => undefined) => ({
    name,
    every_ms,
    async run() {
      ran.push(name);
      await run();
    },
  });
  const at = (after_ms: number, chores: ReturnType<typeof chore>[]) =>
    runChores(harness.env, chores, { now: new Date(start + after_ms), log });

  test("each runs in its own interval, whenever the cron comes", async () => {
    const both = [chore("often", MINUTE_MS), chore("seldom", HOUR_MS)];
    // The cron is a little early, and once late.
    for (const after_ms of [0, 59_000, 118_500, 200_000]) await at(after_ms, both);
    expect(ran).toEqual(["often", "seldom", "often", "often", "often"]);
    await at(HOUR_MS, both);
    expect(ran.filter((name) => name === "seldom")).toHaveLength(2);
  });

  test("of isolates that come at once, one runs it", async () => {
    await Promise.all(Array.from({ length: 8 }, () => at(0, [chore("one", HOUR_MS)])));
    expect(ran).toEqual(["one"]);
  });

  test("nobody runs it while somebody is at it; one that died is followed after its lease", async () => {
    let finish: () => void = () => undefined;
    const long = chore(
      "long",
      MINUTE_MS,
      () =>
        new Promise<undefined>((resolve) => {
          finish = () => resolve(undefined);
        }),
    );
    const first = at(0, [long]);
    await expect.poll(() => ran).toEqual(["long"]);
    await at(5 * MINUTE_MS, [chore("long", MINUTE_MS)]);
    expect(ran).toEqual(["long"]);
    await at(11 * MINUTE_MS, [chore("long", MINUTE_MS)]);
    expect(ran).toEqual(["long", "long"]);
    finish();
    await first;
  });

  test("one that fails stops no other, and comes again with the next cron", async () => {
    vi.spyOn(console, "error").mockImplementation(() => undefined);
    const broken = chore(`broken on ${backend.name}`, HOUR_MS, () => Promise.reject(new Error("no")));
    await at(0, [broken, chore("after", HOUR_MS)]);
    await at(MINUTE_MS, [broken, chore("after", HOUR_MS)]);
    expect(ran).toEqual([broken.name, "after", broken.name]);
    expect(metrics.render()).toContain(`veza_chore_runs_total{chore="${broken.name}",outcome="failed"} 2`);
  });
});
