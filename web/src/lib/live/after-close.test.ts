import { CLOSE, isRetryable } from "@veza/contracts/ws/close";
import { expect, test } from "vitest";
import { afterClose } from "./after-close.ts";

const after = (wanted: string) =>
  Object.entries(CLOSE)
    .filter(([, code]) => afterClose(code) === wanted)
    .map(([reason]) => reason);

test("every code of the platform has its place", () => {
  expect(after("later")).toEqual(["server_restart", "overloaded", "heartbeat_missed", "too_slow"]);
  expect(after("renew")).toEqual(["unauthenticated", "token_expired"]);
  expect(after("never")).toHaveLength(Object.keys(CLOSE).length - 6);
});

test("as the contract says, but for a session that can be renewed", () => {
  for (const code of Object.values(CLOSE)) {
    if (code === CLOSE.unauthenticated) continue;
    expect([code, afterClose(code) !== "never"]).toEqual([code, isRetryable(code)]);
  }
});

test("codes of the network and of a newer server go by their range", () => {
  expect([1000, 1001, 1006, 1011, 4000, 4399].map(afterClose)).toEqual(Array(6).fill("later"));
  expect([4400, 4499].map(afterClose)).toEqual(["never", "never"]);
});
