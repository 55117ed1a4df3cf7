import { expect, test } from "vitest";
import { canBeCounted, instantOf, listenerKind, PLAY_KEPT_MS, resumePosition } from "./policy.ts";

test.each([
  ["usr_01h455vb4pex5vsknk084sn02q", "user"],
  ["guest_Zm9v-_1", "guest"],
  ["guest_", "unknown"],
  ["guest_ ' or 1=1", "unknown"],
  ["somebody", "unknown"],
  ["usr_nonsense", "unknown"],
])("%s is %s", (listener, kind) => {
  expect(listenerKind(listener)).toBe(kind);
});

test.each([
  // Of a long track 97 % is the earlier end, of a short one the last five seconds.
  [0, 300_000, 0],
  [290_999, 300_000, 290_999],
  [291_000, 300_000, null],
  [54_999, 60_000, 54_999],
  [55_000, 60_000, null],
  [60_000, 60_000, null],
  [999_999, 60_000, null],
  [1000, 5000, null],
  [0, 0, null],
])("left at %i of %i ms: go on at %s", (position, duration, resume) => {
  expect(resumePosition(position, duration)).toBe(resume);
});

test("an event of a clock that goes fast happened when it arrived", () => {
  const now = new Date("2026-06-01T12:00:00.000Z");
  expect(instantOf("2026-06-01T11:59:00.000Z", now).toISOString()).toBe("2026-06-01T11:59:00.000Z");
  expect(instantOf("2026-06-01T15:00:00.000Z", now)).toEqual(now);
});

test("a play that comes when nothing is left to hold it against does not count", () => {
  const now = new Date("2026-06-10T12:00:00.000Z");
  expect(canBeCounted(new Date(now.getTime() - PLAY_KEPT_MS + 1), now)).toBe(true);
  expect(canBeCounted(new Date(now.getTime() - PLAY_KEPT_MS), now)).toBe(false);
});
