import { expect, test } from "vitest";
import { ago, clock, fileSize, percent, spokenLength } from "./format.ts";

test("clock readings", () => {
  expect([clock(0), clock(7.9), clock(187), clock(3765), clock(Number.NaN), clock(-3)]).toEqual([
    "0:00",
    "0:07",
    "3:07",
    "1:02:45",
    "0:00",
    "0:00",
  ]);
});

test("lengths in words", () => {
  expect(spokenLength(187, "en")).toBe("3 minutes 7 seconds");
  expect(spokenLength(3600, "fr").replace(/\s/g, " ")).toBe("1 heure");
  expect(spokenLength(0, "en")).toBe("0 seconds");
});

test("sizes and shares as each language writes them", () => {
  expect(fileSize(48_211_000, "en")).toBe("48.2 MB");
  expect(fileSize(48_211_000, "fr").replace(/\s/g, " ")).toBe("48,2 Mo");
  expect(fileSize(999, "en")).toBe("999 byte");
  expect(fileSize(0, "en")).toBe("0 byte");
  expect(percent(0.426, "fr").replace(/\s/g, " ")).toBe("43 %");
});

test("how long ago", () => {
  const now = Date.parse("2026-05-01T12:00:00Z");
  expect(ago("2026-05-01T09:00:00Z", "en", now)).toBe("3 hours ago");
  expect(ago("2026-04-30T12:00:00Z", "fr", now)).toBe("hier");
  expect(ago("2026-05-01T11:59:40Z", "en", now)).toBe("this minute");
});
