import { expect, test } from "vitest";
import { countCodePoints, linksIn, mentionAt, mentionedNames } from "./chat-text.ts";

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
  ["你好@leo 新曲を@maren、ฟัง@third_one 노래@fourth", ["leo", "maren", "third_one", "fourth"]],
  ["écrire à é@leo, привет@leo", []],
  ["\\@leo", []],
  ["\\\\@leo", ["leo"]],
  ["\\\\\\@leo", []],
  ["\\*@leo\\*", ["leo"]],
  ["@leo你好", ["leo"]],
])("names in %j", (text, names) => expect(mentionedNames(text)).toEqual(names));

test("links end before punctuation, and are none in code", () => {
  expect(linksIn("see https://a.example/x?y=1, (http://b.example) `https://c.example` https://")).toEqual([
    "https://a.example/x?y=1",
    "http://b.example",
  ]);
});

test("a mention is looked for at one place", () => {
  expect(mentionAt("你好@Leo!", 2)).toBe("Leo");
  expect(mentionAt("a@leo", 1)).toBeNull();
  expect(mentionAt("@leo", 1)).toBeNull();
});
