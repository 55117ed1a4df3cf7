import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { paced } from "./paced.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test("the first value goes at once, then the newest of each interval, and the last one always", () => {
  const seen: number[] = [];
  const send = paced<number>(100, (value) => seen.push(value));
  for (let value = 0; value < 10; value += 1) {
    send(value);
    vi.advanceTimersByTime(30);
  }
  vi.advanceTimersByTime(1_000);
  expect(seen[0]).toBe(0);
  expect(seen.at(-1)).toBe(9);
  expect(seen.length).toBeLessThan(6);
  send(10);
  expect(seen.at(-1)).toBe(10);
});
