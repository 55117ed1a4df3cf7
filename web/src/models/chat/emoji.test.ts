import { Emoji } from "@veza/contracts/text";
import { expect, test } from "vitest";
import { EMOJIS, emojiName, findEmojis, isOnlyEmojis, QUICK_REACTIONS, withEmojis } from "./emoji.ts";

test("every emoji has a code of its own and is one that the room takes", () => {
  expect(EMOJIS.length).toBeGreaterThan(150);
  expect(new Set(EMOJIS.map(({ code }) => code)).size).toBe(EMOJIS.length);
  expect(new Set(EMOJIS.map(({ char }) => char)).size).toBe(EMOJIS.length);
  for (const { char, code } of EMOJIS) {
    expect(code).toMatch(/^[a-z0-9_]{2,30}$/);
    expect(char.length).toBeLessThanOrEqual(32);
    expect(isOnlyEmojis(char), char).toBe(true);
  }
  for (const char of QUICK_REACTIONS) expect(EMOJIS.some((it) => it.char === char)).toBe(true);
});

test.each([
  ["fire", "🔥"],
  ["feu", "🔥"],
  ["thumb", "👍"],
  ["guit", "🎸"],
  ["fête", "🥳"],
])("%s finds %s", (query, char) => {
  expect(findEmojis(query, 8).map((it) => it.char)).toContain(char);
});

test("the one of that very name comes first, and no more than wanted come", () => {
  expect(findEmojis("heart", 5)[0]?.char).toBe("❤️");
  expect(findEmojis("heart", 5)).toHaveLength(5);
  expect(findEmojis("qqqq", 5)).toEqual([]);
});

test("codes become emojis, but not in code and not where there is none", () => {
  expect(withEmojis("so :fire: `:fire:` 12:30:45 :nope:\n```\n:fire:\n```")).toBe(
    "so 🔥 `:fire:` 12:30:45 :nope:\n```\n:fire:\n```",
  );
});

test.each([
  ["🔥", true],
  ["🔥🔥 ❤️", true],
  ["🇫🇷", true],
  ["🔥 yes", false],
  ["123", false],
  ["", false],
  ["🔥".repeat(20), false],
])("only emojis: %s %s", (text, expected) => expect(isOnlyEmojis(text)).toBe(expected));

test("a name to be read aloud", () => expect(emojiName("👍")).toBe("thumbs up"));

test("every emoji that one can choose is one that the room takes, in its one spelling", () => {
  for (const char of [...EMOJIS.map((it) => it.char), ...QUICK_REACTIONS])
    expect(Emoji.safeParse(char).data).toBe(char);
});
