import { describe, expect, test } from "vitest";
import { createJobRegistry } from "./job-registry.ts";
import { JobUnavailable } from "./outcome.ts";

const audio = (job_key: string) => ({ kind: "audio", job_key }) as const;

describe("the job registry", () => {
  test("one job for each key, and so many at once; pictures have their own share", () => {
    const registry = createJobRegistry(2);
    const first = registry.admit(audio("a"));
    registry.admit(audio("b"));
    expect(registry.admit(audio("a"))).toMatchObject({ ok: false, why: "duplicate" });
    expect(registry.admit(audio("c"))).toEqual({ ok: false, why: "full" });
    expect(registry.admit({ kind: "image", job_key: "d" }).ok).toBe(true);
    if (first.ok) first.running.release();
    expect(registry.admit(audio("c")).ok).toBe(true);
  });

  test.each([1, 2, 3])("with %i slots, long jobs never keep a short one waiting", (slots) => {
    const registry = createJobRegistry(slots);
    const long = Array.from({ length: Math.max(1, slots - 1) }, (_, i) => registry.admit(audio(`long${i}`)));
    expect(long.map((it) => it.ok && it.running.becomeLong())).not.toContain(false);
    // One more that turns out to be long has to wait for its turn, and lets the short one pass.
    const another = registry.admit(audio("another"));
    expect(another.ok && another.running.becomeLong()).toBe(false);
    if (another.ok) another.running.release();
    expect(registry.admit(audio("short")).ok).toBe(true);
    expect(registry.admit(audio("next"))).toEqual({ ok: false, why: "full" });
  });

  test("draining: no new job, those that run may finish", async () => {
    const registry = createJobRegistry(2);
    const job = registry.admit(audio("a"));
    const drained = registry.drain(60_000);
    expect(registry.admit(audio("b"))).toEqual({ ok: false, why: "draining" });
    if (!job.ok) throw new Error("not admitted");
    job.running.release();
    await drained;
    expect(job.running.signal.aborted).toBe(false);
  });

  test("draining: after the grace, jobs are handed back", async () => {
    const registry = createJobRegistry(2);
    const job = registry.admit(audio("a"));
    if (!job.ok) throw new Error("not admitted");
    job.running.signal.addEventListener("abort", () => job.running.release());
    await registry.drain(1);
    expect(job.running.signal.reason).toBeInstanceOf(JobUnavailable);
  });
});
