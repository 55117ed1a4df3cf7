import type { HistoryEntry } from "@veza/contracts/http/listening";
import { expect, test } from "vitest";
import { sampleTrack } from "../../testing/sample-track.ts";
import { linesByDay } from "./by-day.ts";

const entry = (number: number, last_played_at: string): HistoryEntry => ({
  track: sampleTrack(number),
  last_played_at,
  position_ms: null,
  play_count: 1,
});
const words = { today: "Today", yesterday: "Yesterday", locale: "en-GB" };
const shapes = (entries: HistoryEntry[], now: string, timeZone = "UTC") =>
  linesByDay(entries, new Date(now), { ...words, timeZone }).map((line) =>
    line.kind === "day" ? line.label : line.entry.track.title,
  );

test("a heading before each day, in the order of the list", () => {
  expect(
    shapes(
      [
        entry(1, "2026-11-22T09:00:00Z"),
        entry(2, "2026-11-22T00:00:00Z"),
        entry(3, "2026-11-21T23:59:59Z"),
        entry(4, "2026-11-19T12:00:00Z"),
        entry(5, "2025-12-31T12:00:00Z"),
      ],
      "2026-11-22T10:00:00Z",
    ),
  ).toEqual([
    "Today",
    "Track 1",
    "Track 2",
    "Yesterday",
    "Track 3",
    "Thursday 19 November",
    "Track 4",
    "Wednesday, 31 December 2025",
    "Track 5",
  ]);
});

test("days are the reader's: the same instant is yesterday in one place and today in another", () => {
  const list = [entry(1, "2026-11-21T23:30:00Z")];
  expect(shapes(list, "2026-11-22T10:00:00Z", "UTC")[0]).toBe("Yesterday");
  expect(shapes(list, "2026-11-22T10:00:00Z", "Europe/Paris")[0]).toBe("Today");
});

test("a night of 25 hours is one day, and a server that is a little ahead is no other day", () => {
  const list = [entry(1, "2026-10-24T21:00:00Z")];
  expect(shapes(list, "2026-10-25T22:30:00Z", "Europe/Paris")[0]).toBe("Yesterday");
  expect(shapes([entry(1, "2026-11-23T00:00:30Z")], "2026-11-22T23:59:50Z")[0]).toBe("Today");
});

test("nothing gives nothing; keys never double", () => {
  expect(shapes([], "2026-11-22T10:00:00Z")).toEqual([]);
  const lines = linesByDay(
    [entry(1, "2026-11-22T09:00:00Z"), entry(2, "2026-11-21T09:00:00Z")],
    new Date(),
    words,
  );
  expect(new Set(lines.map((line) => line.key)).size).toBe(lines.length);
});
