import { expect, test } from "vitest";
import { countCodePoints, foldText, linksIn, mentionedNames, searchExpression } from "./chat-text.ts";

test("characters outside of the BMP count once", () => {
  expect(countCodePoints("𝄞".repeat(4_000))).toBe(4_000);
  expect(countCodePoints("é")).toBe(1);
});

test.each([
  ["@leo hello @Maren, and @leo again", ["leo", "maren"]],
  ["mail to a@example.com and x.@leo", []],
  ["`@leo` ```\n@maren\n``` @third_one.", ["third_one"]],
  ["@room", ["room"]],
  ["@ab", []],
  ["https://veza.test/@leo", []],
])("names in %j", (text, names) => expect(mentionedNames(text)).toEqual(names));

test("links end before punctuation, and are none in code", () => {
  expect(linksIn("see https://a.example/x?y=1, (http://b.example) `https://c.example` https://")).toEqual([
    "https://a.example/x?y=1",
    "http://b.example",
  ]);
});

test("words are compared without case, accents and width", () => {
  expect(foldText("ÉCOLE Ｗｉｄｅ")).toBe("ecole wide");
});

test("what was typed is no search language", () => {
  expect(searchExpression('low "tide) OR *')).toBe('"low"* "tide"* "OR"*');
  expect(searchExpression("!!!")).toBeNull();
});
