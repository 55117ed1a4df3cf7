import type { JobEvent } from "@veza/contracts/jobs";
import { expect, test, vi } from "vitest";
import { createJobLine } from "./job-line.ts";

const stage = (progress: number): JobEvent => ({ type: "stage", stage: "transcoding", progress });
const failed: JobEvent = { type: "failed", code: "damaged", detail: "x" };

function setUp(leaseMs: number) {
  const onAbandoned = vi.fn();
  let due: (() => void) | null = null;
  const line = createJobLine({
    leaseMs,
    onAbandoned,
    after: (_ms, work) => {
      due = work;
      return () => {
        due = null;
      };
    },
  });
  const caller = () => {
    const heard: JobEvent[] = [];
    const end = vi.fn();
    line.attach({ emit: (event) => heard.push(event), end });
    return { heard, end };
  };
  return { line, onAbandoned, caller, pass: () => due?.() };
}

test("a job without a lease ends with its caller", () => {
  const { line, onAbandoned, caller } = setUp(0);
  caller();
  line.detach();
  expect(onAbandoned).toHaveBeenCalledOnce();
});

test("a job with a lease goes on, and the next caller hears where it stands and how it ends", () => {
  const { line, onAbandoned, caller, pass } = setUp(60_000);
  const first = caller();
  line.emit(stage(0.2));
  line.detach();
  expect(line.isWaiting).toBe(true);
  line.emit(stage(0.4));
  const second = caller();
  pass();
  line.emit(stage(0.6));
  line.emit(failed);
  line.end();
  expect(first.heard).toEqual([stage(0.2)]);
  expect(second.heard).toEqual([stage(0.4), stage(0.6), failed]);
  expect(second.end).toHaveBeenCalledOnce();
  expect(onAbandoned).not.toHaveBeenCalled();
});

test("what ended while nobody listened is told to who comes back", () => {
  const { line, caller } = setUp(60_000);
  caller();
  line.detach();
  line.emit(stage(0.9));
  line.emit(failed);
  line.end();
  expect(line.isWaiting).toBe(true);
  const back = caller();
  expect(back.heard).toEqual([failed]);
  expect(back.end).toHaveBeenCalledOnce();
});

test("a job that nobody comes back for is given up", () => {
  const { line, onAbandoned, caller, pass } = setUp(60_000);
  caller();
  line.detach();
  pass();
  expect(onAbandoned).toHaveBeenCalledOnce();
  expect(line.isWaiting).toBe(false);
});
