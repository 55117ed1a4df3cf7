import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { inOneTab } from "./one-tab.ts";

const kept = new Map<string, string>();
beforeEach(() => {
  kept.clear();
  vi.useFakeTimers();
  vi.stubGlobal("navigator", {});
  vi.stubGlobal("localStorage", {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
    removeItem: (key: string) => void kept.delete(key),
  });
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

/** Work that takes 100 ms and notes how many do it at once. */
function watched() {
  const seen = { now: 0, most: 0, done: 0 };
  const work = async () => {
    seen.now += 1;
    seen.most = Math.max(seen.most, seen.now);
    await new Promise((resolve) => setTimeout(resolve, 100));
    seen.now -= 1;
    seen.done += 1;
    return seen.done;
  };
  return { seen, work };
}

describe("without Web Locks", () => {
  test("tabs that begin at the same moment go one after the other", async () => {
    const { seen, work } = watched();
    const all = Promise.all([1, 2, 3].map(() => inOneTab("veza.refresh", work)));
    await vi.advanceTimersByTimeAsync(5_000);
    await all;
    expect(seen).toMatchObject({ most: 1, done: 3 });
    expect(kept.size).toBe(0);
  });

  test("a tab that died while it held the lease holds nobody up for ever", async () => {
    kept.set("veza.refresh.lease", JSON.stringify({ by: "1-2", until: Date.now() + 35_000 }));
    const { seen, work } = watched();
    const done = inOneTab("veza.refresh", work);
    await vi.advanceTimersByTimeAsync(34_000);
    expect(seen.done).toBe(0);
    await vi.advanceTimersByTimeAsync(2_000);
    await done;
    expect(seen.done).toBe(1);
    kept.set("veza.refresh.lease", JSON.stringify({ by: "1-2", until: Date.now() + 3_600_000 }));
    const again = inOneTab("veza.refresh", work);
    await vi.advanceTimersByTimeAsync(1_000);
    await again;
    expect(seen.done).toBe(2);
  });

  test("work that fails gives the lease back; what is no lease is none", async () => {
    kept.set("veza.refresh.lease", "nonsense");
    const failing = expect(inOneTab("veza.refresh", () => Promise.reject(new Error("down")))).rejects.toThrow(
      "down",
    );
    await vi.advanceTimersByTimeAsync(1_000);
    await failing;
    expect(kept.size).toBe(0);
  });

  test("without storage it runs in this tab", async () => {
    vi.stubGlobal("localStorage", undefined);
    await expect(inOneTab("veza.refresh", async () => 7)).resolves.toBe(7);
  });
});

test("Web Locks are used where they are", async () => {
  const names: string[] = [];
  vi.stubGlobal("navigator", {
    locks: {
      request: (name: string, work: () => Promise<unknown>) => {
        names.push(name);
        return work();
      },
    },
  });
  await expect(inOneTab("veza.refresh", async () => 7)).resolves.toBe(7);
  expect(names).toEqual(["veza.refresh"]);
  expect(kept.size).toBe(0);
});
