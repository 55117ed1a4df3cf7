import { ERROR_CODES } from "@veza/contracts/error-codes";
import { FAILURES } from "@veza/contracts/failures";
import { LOCALES as CONTRACT_LOCALES } from "@veza/contracts/http/accounts";
import { LICENSES, STAGES, TRACK_STATUSES, VISIBILITIES } from "@veza/contracts/media";
import { describe, expect, test } from "vitest";
import { detectLocale, LOCALES } from "../lib/i18n/i18n.ts";
import allEn from "./all-words.en.ts";
import allFr from "./all-words.fr.ts";
import firstEn from "./first-words.en.ts";
import firstFr from "./first-words.fr.ts";

type Tree = { [key: string]: string | Tree };

function flat(tree: Tree, path = ""): Map<string, string> {
  const all = new Map<string, string>();
  for (const [key, value] of Object.entries(tree)) {
    if (typeof value === "string") all.set(`${path}${key}`, value);
    else for (const [inner, text] of flat(value, `${path}${key}.`)) all.set(inner, text);
  }
  return all;
}

const parts = { en: [...firstEn, ...allEn], fr: [...firstFr, ...allFr] } as const;
const catalogues = {
  en: new Map(parts.en.flatMap((part) => [...flat(part)])),
  fr: new Map(parts.fr.flatMap((part) => [...flat(part)])),
};
const names = (text: string) => [...text.matchAll(/\{\{(\w+)\}\}/g)].map(([, name]) => name).sort();

describe("catalogues", () => {
  test("both languages have the same keys", () => {
    expect([...catalogues.fr.keys()].sort()).toEqual([...catalogues.en.keys()].sort());
  });

  test.each([...catalogues.en.keys()])("%s: nothing empty, the same values put in", (key) => {
    const [english, french] = [catalogues.en.get(key)!, catalogues.fr.get(key)!];
    expect(english.trim()).not.toBe("");
    expect(french.trim()).not.toBe("");
    expect(names(french)).toEqual(names(english));
  });

  test.each(Object.entries(catalogues))(
    "%s has words for everything that the platform can say",
    (_language, words) => {
      const needed = [
        ...[...ERROR_CODES, "offline", "timeout", "network", "bad_reply"].map((code) => `error.${code}`),
        ...Object.keys(FAILURES).flatMap((code) => [`failure.${code}.message`, `failure.${code}.remedy`]),
        ...STAGES.flatMap((stage) => [`stage.${stage}`, `stage.${stage}Hint`]),
        ...TRACK_STATUSES.map((status) => `status.${status}`),
        ...VISIBILITIES.map((visibility) => `visibility.${visibility}`),
        ...LICENSES.map((license) => `license.${license}`),
      ];
      expect(needed.filter((key) => !words.has(key))).toEqual([]);
    },
  );

  test("no word stands in two parts", () => {
    const all = parts.en.flatMap((part) => [...flat(part).keys()]);
    expect(all.filter((key, i) => all.indexOf(key) !== i)).toEqual([]);
  });
});

test("the page speaks every language of the contract", () => {
  expect([...LOCALES].sort()).toEqual([...CONTRACT_LOCALES].sort());
});

test("the reader's language is the first of theirs that the platform speaks", () => {
  expect(detectLocale(null, ["de-DE", "fr-CA", "en"])).toBe("fr");
  expect(detectLocale("en", ["fr"])).toBe("en");
  expect(detectLocale("xx", ["fr"])).toBe("fr");
  expect(detectLocale(null, ["ja"])).toBe("en");
});
