import fc from "fast-check";
import { expect, test } from "vitest";
import { cleanTags } from "./tags.ts";

test("control characters and characters that turn text around are gone, line ends are spaces", () => {
  expect(cleanTags({ TITLE: "a\u0000b\u001b[31m\r\nc\u202Ed\uD800" })).toEqual({ title: "ab[31m cd" });
});

test("joined emoji and scripts that need joiners stay whole", () => {
  expect(cleanTags({ artist: "👩‍🎤 می‌خواهم 클론" })).toEqual({ artist: "👩‍🎤 می‌خواهم 클론" });
});

test("what tools write for tools is left out", () => {
  expect(
    cleanTags({ iTunSMPB: "00", major_brand: "M4A", "_STATISTICS_TAGS-eng": "x", genre: "Rock" }),
  ).toEqual({
    genre: "Rock",
  });
});

test("whatever comes in, names, values and their number are bounded", () => {
  const anything = fc.dictionary(
    fc.string({ maxLength: 200, unit: "binary" }),
    fc.string({ maxLength: 3000, unit: "binary" }),
    {
      maxKeys: 80,
    },
  );
  fc.assert(
    fc.property(anything, (tags) => {
      const kept = Object.entries(cleanTags(tags));
      expect(kept.length).toBeLessThanOrEqual(40);
      for (const [name, value] of kept) {
        expect(name.length).toBeLessThanOrEqual(64);
        expect(value.length).toBeLessThanOrEqual(1000);
        expect(name + value).not.toMatch(/\p{Cc}|\p{Cs}/u);
      }
    }),
    { seed: 20_260_804, numRuns: 200 },
  );
});
