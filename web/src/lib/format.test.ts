import { expect, test, vi } from "vitest";
import { ago, clock, day, fileSize, moment, percent, regional, spokenLength, timeOfDay } from "./format.ts";

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
  expect(fileSize(999, "en")).toBe("999 bytes");
  expect(fileSize(0, "en")).toBe("0 bytes");
  expect(percent(0.426, "fr").replace(/\s/g, " ")).toBe("43 %");
});

test("how long ago", () => {
  const now = Date.parse("2026-05-01T12:00:00Z");
  expect(ago("2026-05-01T09:00:00Z", "en", now)).toBe("3 hours ago");
  expect(ago("2026-04-30T12:00:00Z", "fr", now)).toBe("hier");
  expect(ago("2026-05-01T11:59:40Z", "en", now)).toBe("this minute");
});

test("six bytes are six bytes in both languages", () => {
  expect(
    [fileSize(6, "en"), fileSize(1, "en"), fileSize(6, "fr")].map((it) => it.replace(/\s/g, " ")),
  ).toEqual(["6 bytes", "1 byte", "6 octets"]);
});

test("a British reader's dates are British, and every time of day has one form", () => {
  expect(regional("en", ["fr-CH", "en-GB", "en-US"])).toBe("en-GB");
  expect(regional("fr", ["de", "en"])).toBe("fr");
  vi.stubGlobal("navigator", { languages: ["en-GB", "en"] });
  const at = "2026-11-26T15:05:00";
  expect([day(at, "en"), timeOfDay(at, "en"), moment(at, "en")]).toEqual([
    "26 November 2026",
    "15:05",
    "26 Nov 2026, 15:05",
  ]);
  vi.stubGlobal("navigator", { languages: ["en-US"] });
  expect([day(at, "en"), timeOfDay(at, "en").replace(/\s/g, " ")]).toEqual(["November 26, 2026", "3:05 PM"]);
  vi.unstubAllGlobals();
});
