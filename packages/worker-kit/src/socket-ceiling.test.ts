import { CLOSE, isRetryable } from "@veza/contracts/ws/close";
import { expect, test, vi } from "vitest";
import { admitsSocket, MAX_SOCKETS_PER_USER } from "./socket-ceiling.ts";

const NOW = 10_000_000;
const sockets = (...silent: number[]) => silent.map((ago) => ({ seen_ms: () => NOW - ago, close: vi.fn() }));

test("below the ceiling one more is admitted, at it none, and nobody who lives is put out", () => {
  const live = sockets(...Array<number>(MAX_SOCKETS_PER_USER).fill(1000));
  expect(admitsSocket(live.slice(1), NOW)).toBe(true);
  expect(admitsSocket(live, NOW)).toBe(false);
  for (const { close } of live) expect(close).not.toHaveBeenCalled();
});

test("of those that have gone without a word the one that was silent longest makes way", () => {
  const [live, gone, longGone] = sockets(1000, 100_000, 200_000);
  expect(
    admitsSocket(
      [live, gone, longGone].filter((one) => one !== undefined),
      NOW,
      3,
    ),
  ).toBe(true);
  expect(longGone?.close).toHaveBeenCalledWith(CLOSE.replaced, "replaced");
  expect(gone?.close).not.toHaveBeenCalled();
});

test("who is refused does not come back by itself", () => {
  expect(isRetryable(CLOSE.too_many_sockets)).toBe(false);
});
