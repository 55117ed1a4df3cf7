import { describe, expect, test } from "vitest";
import { foldEmoji, isEmoji } from "./emoji.ts";
import { postToWebhook } from "./http/bots.ts";
import { createParty } from "./http/parties.ts";
import { createRoom } from "./http/rooms.ts";
import { TrackDraft, updateTrack } from "./http/tracks.ts";
import { asLine, Emoji, isVisible, line, name, prose, told, withoutControls } from "./text.ts";
import { ChatClientFrame, MessageBody } from "./ws/chat.ts";

const NOTHING_TO_SEE = [
  ["nothing", ""],
  ["spaces", " \u00a0\u2003\u3000"],
  ["a zero-width space", "\u200b"],
  ["joiners", "\u200c\u200d\u2060\ufeff"],
  ["Braille's blank", "\u2800\u2800"],
  ["a Hangul filler", "\u3164"],
  ["fillers of Jamo", "\u115f\u1160\uffa0"],
  ["variation selectors", "\ufe0f\u{e0100}"],
  ["tags", "\u{e0041}\u{e007f}"],
  ["a soft hyphen", "\u00ad"],
  ["a mark on nothing", "\u0301\u0489"],
  ["Khmer and Mongolian signs without ink", "\u17b4\u180b\u180e"],
  ["a musical symbol without ink", "\u{1d159}\u{1d173}"],
  ["marks of direction", "\u200e\u200f\u061c"],
] as const;

const NO_LINE = [
  ["U+0000", "a\0b"],
  ["half a character", "a\ud83db"],
  ["an override of direction", "gnp\u202e3pm"],
  ["an isolate", "a\u2066b\u2069"],
  ["a line break", "a\nb"],
  ["a line break of old", "a\u0085b"],
  ["a line separator", "a\u2028b"],
  ["a tab", "a\tb"],
  ["a character that never will be", "a\uffffb"],
] as const;

describe("names and titles", () => {
  const bodies: [string, (text: string) => boolean][] = [
    ["a track's title", (title) => TrackDraft.safeParse({ title, artist: "A" }).success],
    ["an edited artist", (artist) => updateTrack.body.safeParse({ artist }).success],
    ["a tag", (tag) => updateTrack.body.safeParse({ tags: [tag] }).success],
    ["a room", (it) => createRoom.body.safeParse({ name: it, visibility: "public" }).success],
    [
      "a room that is renamed",
      (it) => ChatClientFrame.safeParse({ t: "room.set", id: "1", name: it }).success,
    ],
    ["a party", (it) => createParty.body.safeParse({ name: it }).success],
  ];
  test.each(bodies)("%s is never made of what nobody sees", (_, takes) => {
    expect(NOTHING_TO_SEE.filter(([, text]) => takes(text))).toEqual([]);
    expect(takes("\u200bseen\u200b")).toBe(true);
  });
  test.each(bodies)("%s holds no second line, no control and no turn of direction", (_, takes) => {
    expect(NO_LINE.filter(([, text]) => takes(text))).toEqual([]);
  });

  test.each([
    "夜想曲",
    "שלום",
    "मन्त्र",
    "👩‍❤️‍💋‍👨",
    "می‌خواهم",
    "น้ำ",
    "C♯ — №1",
    "\u{1f3f4}\u{e0067}\u{e0062}\u{e007f}",
  ])("%s is a name in its own script", (text) => expect(name(100).parse(text)).toBe(text.normalize("NFC")));
  test("two spellings of a name are one, and its ends are trimmed", () =>
    expect(name(100).parse("  Cafe\u0301\n")).toBe("Café"));
  test("a line that may be empty is, where it shows nothing", () => {
    expect(line(10).parse("\u200b")).toBe("");
    expect(line(10).safeParse("\0").success).toBe(false);
  });
});

describe("messages and other long texts", () => {
  test.each(NOTHING_TO_SEE)("%s is an empty message", (_, text) => expect(MessageBody.parse(text)).toBe(""));
  test("a webhook posts no empty message", () => {
    expect(postToWebhook.body.safeParse({ body: "\u2800" }).success).toBe(false);
    expect(postToWebhook.body.safeParse({ body: "hi" }).success).toBe(true);
  });
  test("lines, tabs and directions of quoted text stay", () => {
    const text = "a\n\tb \u2067שלום\u2069 ";
    expect(prose(100).parse(text)).toBe(text);
    expect(prose(100).parse("a\r\nb\rc")).toBe("a\nb\nc");
  });
  test.each(["\0", "\u0007", "\u001b[31m", "\u007f", "\ud800", "\ufffe"])("%j is refused", (sign) =>
    expect(prose(100).safeParse(`a${sign}b`).success).toBe(false),
  );
  test("what was pasted can be sent once its controls are gone", () => {
    const pasted = "page\u000cnext\u001b[0m\r\nhalf\ud83d";
    expect(prose(100).safeParse(withoutControls(pasted)).data).toBe("pagenext[0m\nhalf");
  });
});

describe("reactions", () => {
  test.each([
    "hello",
    "<b>",
    "",
    " ",
    "1",
    "a\ufe0f",
    "\u202e",
    "❤️❤️",
    "❤️ ",
    "\ufe0f",
    "🇫",
    "\u200d",
    "\u{1f3fb}\u{1f3fb}",
  ])("%j is none", (text) => expect(Emoji.safeParse(text).success).toBe(false));
  test.each(["👍", "👍🏽", "🇫🇷", "🏴󠁧󠁢󠁥󠁮󠁧󠁿", "👨‍👩‍👧‍👦", "1️⃣", "☝🏻", "🏳️‍🌈", "❤️‍🔥", "🐻‍❄️"])("%s is one", (text) =>
    expect(Emoji.parse(text)).toBe(text),
  );
  test("an emoji is the same one with and without its variation selector", () => {
    for (const spelling of ["❤", "❤\ufe0e", "❤\ufe0f"]) expect(Emoji.parse(spelling)).toBe("❤\ufe0f");
    expect(Emoji.parse("👁‍🗨")).toBe("👁\ufe0f‍🗨\ufe0f");
    expect(Emoji.parse("1\u20e3")).toBe("1\ufe0f\u20e3");
    expect(Emoji.parse("👍\ufe0f")).toBe("👍");
  });
  test("every emoji of one character keeps its own spelling", () => {
    let count = 0;
    for (let point = 0xa9; point < 0x1fb00; point++) {
      const bare = point >= 0xd800 && point < 0xe000 ? "" : String.fromCodePoint(point);
      for (const text of [bare, `${bare}\ufe0f`, `${bare}🏽`]) {
        if (!isEmoji(text)) continue;
        count += 1;
        expect(foldEmoji(text)).toBe(text);
        expect(foldEmoji(text.replaceAll("\ufe0f", ""))).toBe(text);
      }
    }
    expect(count).toBeGreaterThan(1_400);
  });
});

describe("what was stored before there were rules", () => {
  test("is told as it is, but for what no reader takes", () => {
    expect(told.parse("a\u202eb\u0007\u200b")).toBe("a\u202eb\u0007\u200b");
    expect(told.parse("a\0b\ud800c")).toBe("a\ufffdb\ufffdc");
  });
  test("becomes a line where it names something new", () => {
    const lines = ["\u202eevil\nname\0\ud800 ", "夜".repeat(200), "👍".repeat(60)].map((text) =>
      asLine(text, 100),
    );
    expect(lines[0]).toBe("evil name");
    for (const text of lines) expect(name(100).safeParse(text).data).toBe(text);
    expect(asLine("\u200b", 10)).toBe("");
  });
});

test("what is seen is told from what is not", () => {
  for (const [, text] of NOTHING_TO_SEE) expect(isVisible(text)).toBe(false);
  for (const text of ["a", "。", "́a", "❤", "\u{e000}"]) expect(isVisible(text)).toBe(true);
});
