import { RoomSlug } from "@veza/contracts/ws/chat-room";
import fc from "fast-check";
import { expect, test } from "vitest";
import { plainText, slugsOf } from "./slug.ts";

const first = (name: string) => slugsOf(name, "x7k2m9")[0];

test("a name becomes its words in Latin letters without accents", () => {
  expect(first("Veza Lounge")).toBe("veza-lounge");
  expect(first("Café del Mar: l'été à Łódź")).toBe("cafe-del-mar-lete-a-lodz");
  expect(first("  STRASSE / Straße  ")).toBe("strasse-strasse");
  expect(first("Œuvres, Ærø & Þórr")).toBe("oeuvres-aero-thorr");
});

test("a name without such letters, one that is too short or one that is an address of ours gets a suffix", () => {
  expect(first("音楽")).toBe("room-2");
  expect(first("!!!")).toBe("room-2");
  expect(first("Hi")).toBe("hi-2");
  expect(first("new")).toBe("new-2");
});

test("what is taken is followed by numbers, at last by something random", () => {
  const slugs = slugsOf("Dub", "x7k2m9zz");
  expect(slugs.slice(0, 3)).toEqual(["dub", "dub-2", "dub-3"]);
  expect(slugs.at(-1)).toBe("dub-x7k2m9");
});

test("whatever the name, every slug is one", () => {
  // Half of them from the first letters of the table, where Latin, marks and signs are; lone surrogates too.
  const unit = fc.oneof(fc.nat(0x1ff), fc.nat(0xffff));
  fc.assert(
    fc.property(fc.array(unit, { maxLength: 100 }), (units) => {
      const slugs = slugsOf(String.fromCharCode(...units), "x7k2m9");
      return slugs.length > 0 && slugs.every((slug) => RoomSlug.safeParse(slug).success);
    }),
    { seed: 4, numRuns: 300 },
  );
});

test("text is compared without case and accents", () => {
  expect(plainText("ÉTUDE №5 ﬁn")).toBe("etude no5 fin");
});
