import { expect, test } from "vitest";
import { linesOf } from "./lines.ts";
import { logWordOf } from "./log-words.ts";
import { mayActOn, moderates } from "./powers.ts";

test("lines of a list: trimmed, once each, none empty, none too long", () => {
  expect(linesOf(" spam \n\nspam\r\nviagra", 50)).toEqual(["spam", "viagra"]);
  expect(linesOf("abcdef", 3)).toEqual(["abc"]);
  expect(linesOf("  \n", 3)).toEqual([]);
});

test("moderators act on those below them, and nobody in a conversation of two", () => {
  expect(mayActOn("owner", "room", "moderator")).toBe(true);
  expect(mayActOn("moderator", "room", "member")).toBe(true);
  expect(mayActOn("moderator", "room", "moderator")).toBe(false);
  expect(mayActOn("moderator", "room", "owner")).toBe(false);
  expect(mayActOn("member", "room", "read_only")).toBe(false);
  expect(mayActOn(undefined, "room", "member")).toBe(false);
  expect(moderates("owner", "direct")).toBe(false);
});

test("every act has words, also one of a newer room", () => {
  expect(logWordOf("member.ban")).toBe("member_ban");
  expect(logWordOf("something.else")).toBe("other");
});
