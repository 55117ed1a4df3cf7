import { availableBackends } from "@veza/dev/testing/database";
import { createLogger } from "@veza/worker-kit/log";
import { afterAll, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { type EventHandler, on } from "../domain.ts";
import { metrics } from "../operations/metrics.ts";
import { type Harness, openHarness } from "../testing/harness.ts";
import { runHandlers } from "./handlers.ts";

const [backend] = await availableBackends();
let harness: Harness;
beforeAll(async () => {
  if (backend === undefined) throw new Error("no database");
  harness = await openHarness(backend);
});
afterAll(() => harness?.stop());
beforeEach(() => harness.reset());

const event = {
  id: "evt_of_a_test",
  type: "user.created",
  occurred_at: "2026-11-27T12:00:00.000Z",
  data: { user_id: "usr_01h455vb4pex5vsknk084sn02q" },
} as const;
const run = (handlers: EventHandler[]) =>
  runHandlers(harness.env, handlers, event, { now: new Date(), log: createLogger("test", null) });

test("a handler that fails is repeated alone, and hinders no other", async () => {
  vi.spyOn(console, "error").mockImplementation(() => undefined);
  const ran: string[] = [];
  let isBroken = true;
  const handlers = [
    on("user.created", "first", async () => void ran.push("first")),
    on("user.created", "second", async () => {
      ran.push("second");
      if (isBroken) throw new Error("not now");
    }),
    on("user.created", "third", async (_env, { data }) => void ran.push(`third ${data.user_id}`)),
    on("track.changed", "of another event", async () => void ran.push("other")),
  ];
  await expect(run(handlers)).rejects.toThrow("not now");
  const third = `third ${event.data.user_id}`;
  expect(ran).toEqual(["first", "second", third]);
  isBroken = false;
  await run(handlers);
  await run(handlers);
  expect(ran).toEqual(["first", "second", third, "second"]);
  const text = metrics.render();
  expect(text).toMatch(/veza_handler_runs_total\{handler="second",outcome="failed"\} 1/);
  expect(text).toMatch(/veza_handler_runs_total\{handler="second",outcome="done"\} 1/);
  expect(text).toMatch(/veza_handler_duration_seconds_count\{handler="first"\} 1/);
});

test("a handler that is added later acts on what comes from then on, and again on what comes again", async () => {
  const ran: string[] = [];
  const one = on("user.created", "one", async () => void ran.push("one"));
  const two = on("user.created", "two", async () => void ran.push("two"));
  await run([one]);
  await run([one, two]);
  expect(ran).toEqual(["one", "two"]);
});
