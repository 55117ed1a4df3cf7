import { expect, test } from "vitest";
import { FAILURES } from "./failures.ts";
import type { FailureCode } from "./media.ts";

test("running again is offered only where the same file may succeed; every other failure asks for another file", () => {
  const codes = Object.keys(FAILURES) as FailureCode[];
  expect(codes.filter((code) => FAILURES[code].remedied_by === "retry")).toEqual(["internal"]);
  expect(codes.filter((code) => FAILURES[code].remedied_by === "replace").sort()).toEqual([
    "damaged",
    "infected",
    "not_audio",
    "silent",
    "too_large",
    "too_long",
    "too_short",
    "unsupported",
  ]);
});

test("a remedy speaks of running again only where that is offered", () => {
  for (const { remedy, remedied_by } of Object.values(FAILURES))
    expect([remedy, /retry|run again/i.test(remedy)]).toEqual([remedy, remedied_by === "retry"]);
});
