import { DatabaseSync } from "node:sqlite";
import { describe, expect, test } from "vitest";
import { foldedWords, foldText } from "./fold-text.ts";
import { gramsOfText, searchExpression } from "./text-grams.ts";

test.each([
  ["ÉCOLE Ｗｉｄｅ", "ecole wide"],
  ["Đường ĐÊM", "duong dem"],
  ["Große STRASSE ẞ", "grosse strasse ss"],
  ["IŞIK ışık", "isik isik"],
  ["Ærø, Œuvre, Łódź, Þór", "aero, oeuvre, lodz, thor"],
  ["مَرْحَبًا", "مرحبا"],
  ["مرحـــبا أهلاً", "مرحبا اهلا"],
  ["שָׁלוֹם", "שלום"],
  ["ΟΔΟΣ Οδός", "οδοσ οδοσ"],
  ["ｶﾞｯｷ ガッキ", "ガッキ ガッキ"],
  ["ⓢⓟⓐⓜ ﬁne ①", "spam fine 1"],
  ["s\u200bp\u00ada\u2060m\ufe0f s\u0336p\u0336am \u{e0073}", "spam spam "],
  ["노래 각", "노래 각"],
  ["मन्त्र น้ำ", "मन्त्र น้\u0e4dา"],
])("%j is compared as %j", (text, folded) => expect(foldText(text)).toBe(folded));

test("words keep the signs that belong to them", () =>
  expect(foldedWords("มาแล้ว, low-tide 🔥!")).toEqual(["มาแล้ว", "low", "tide", "🔥"]));

describe("pairs of characters in SQLite", () => {
  const found = (text: string, query: string): boolean => {
    const db = new DatabaseSync(":memory:");
    db.exec(
      "create virtual table grams using fts5 (pairs, content='', contentless_delete=1, tokenize='ascii')",
    );
    db.prepare("insert into grams (rowid, pairs) values (1, ?)").run(gramsOfText(text));
    const expression = searchExpression(query);
    if (expression === null) return false;
    return db.prepare("select rowid from grams where grams match ?").all(expression).length === 1;
  };
  test.each([
    ["昨日新曲を公開した", "新曲"],
    ["昨日新曲を公開した", "曲"],
    ["昨日新曲を公開した", "た"],
    ["เพลงใหม่มาแล้ว", "ใหม่"],
    ["새노래발표했어요", "노래"],
    ["Đêm nhạc", "dem"],
    ["Con đường", "duong"],
    ["Große Straße", "strasse"],
    ["مَرْحَبًا", "مرحبا"],
    ["שָׁלוֹם", "שלום"],
    ["Ｗｉｄｅ open", "wide"],
    ["Untidely", "tide"],
    ["the tide is low", "low tide"],
    ["𠮷野家", "𠮷野"],
    ["so good 🔥", "🔥"],
  ])("in %j %j is found", (text, query) => expect(found(text, query)).toBe(true));
  test.each([
    ["昨日新曲を公開した", "曲新"],
    ["low tide", "wt"],
    ["ab cd", "bc"],
    ["abab", "abc"],
    ["low", "low tide"],
    ["anything", "!!!"],
    ["anything", ""],
  ])("in %j %j is not", (text, query) => expect(found(text, query)).toBe(false));
  test("what was typed is no search language", () => {
    for (const query of ['low "tide) OR *', "NEAR(a b)", "grams: x", '"', "a* -b", "^a", "{a} : b"])
      expect(() => found("low tide", query)).not.toThrow();
  });
});
