import { QueryObserver } from "@tanstack/query-core";
import { describe, expect, test, vi } from "vitest";
import { queryClient } from "./query-client.ts";
import { queryWish, Wish } from "./wish.ts";

/** Requests that are answered by hand, in any order. */
function platform<T>() {
  const requests: { value: T; answer: (value?: T) => void; refuse: (error: unknown) => void }[] = [];
  const send = (value: T) =>
    new Promise<T>((resolve, reject) =>
      requests.push({ value, answer: (kept = value) => resolve(kept), refuse: reject }),
    );
  return { requests, send };
}
const settled = () => new Promise((resolve) => setTimeout(resolve, 0));

describe("a choice that the platform has not confirmed", () => {
  test("is shown in the same moment, before anything was sent or answered", () => {
    const { send } = platform<boolean>();
    const wish = new Wish<boolean>({ send, confirm: async () => {} });
    const seen: unknown[] = [];
    wish.subscribe(() => seen.push(wish.value()));
    void wish.set(false);
    expect([wish.value(), seen]).toEqual([false, [false]]);
  });

  test("the answer to an older choice does not undo a newer one, and only the newest is sent after it", async () => {
    const { requests, send } = platform<number>();
    const confirmed: number[] = [];
    const wish = new Wish<number>({ send, confirm: async (value) => void confirmed.push(value) });
    const first = wish.set(1);
    void wish.set(2);
    void wish.set(3);
    expect(requests.map((it) => it.value)).toEqual([1]);
    requests[0]?.answer();
    await settled();
    expect([wish.value(), requests.map((it) => it.value)]).toEqual([3, [1, 3]]);
    requests[1]?.answer();
    await first;
    expect([wish.value(), confirmed]).toEqual([undefined, [1, 3]]);
  });

  test("a refusal gives back what was confirmed, unless something newer was chosen meanwhile", async () => {
    const { requests, send } = platform<number>();
    const wish = new Wish<number>({ send, confirm: async () => {} });
    const refused = wish.set(1);
    requests[0]?.refuse(new Error("no"));
    await expect(refused).rejects.toThrow("no");
    expect(wish.value()).toBeUndefined();

    const done = wish.set(2);
    void wish.set(3);
    requests[1]?.refuse(new Error("no"));
    await settled();
    expect(wish.value()).toBe(3);
    requests[2]?.answer();
    await done;
  });

  test("an answer that was on its way when the choice was confirmed is dropped", async () => {
    const { requests, send } = platform<boolean>();
    const key = ["wish-test"];
    queryClient.setQueryData(key, true);
    let late: (value: boolean) => void = () => {};
    const queryFn = vi.fn(() => new Promise<boolean>((resolve) => (late = resolve)));
    const observer = new QueryObserver(queryClient, { queryKey: key, queryFn, staleTime: 0 });
    const stop = observer.subscribe(() => {});
    const wish = queryWish(key, send);
    const done = wish.set(false);
    requests[0]?.answer();
    await done;
    late(true);
    await settled();
    expect(queryFn).toHaveBeenCalledOnce();
    expect(queryClient.getQueryData(key)).toBe(false);
    stop();
  });
});
