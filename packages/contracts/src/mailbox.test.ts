import { describe, expect, test } from "vitest";
import { Email, Password } from "./http/sign-in.ts";
import { parseMailbox } from "./mailbox.ts";

describe("an address that RFC 5321 allows is taken", () => {
  test.each([
    ["ada@veza.test", "ada", "veza.test"],
    ["a&b@x.test", "a&b", "x.test"],
    ["a=b/c@x.test", "a=b/c", "x.test"],
    ["!#$%&'*+-/=?^_`{|}~@x.test", "!#$%&'*+-/=?^_`{|}~", "x.test"],
    ["o'neill.b+tag@x.test", "o'neill.b+tag", "x.test"],
    ["a@почта.рф", "a", "xn--80a1acny.xn--p1ai"],
    ["a@xn--80a1acny.xn--p1ai", "a", "xn--80a1acny.xn--p1ai"],
    ["a@ПОЧТА.РФ", "a", "xn--80a1acny.xn--p1ai"],
    ["a@例え。テスト", "a", "xn--r8jz45g.xn--zckzah"],
    ["a@STRASSE.example", "a", "strasse.example"],
    ['"a b"@x.test', '"a b"', "x.test"],
    ['"a@b"@x.test', '"a@b"', "x.test"],
    ['"a\\"b"@x.test', '"a\\"b"', "x.test"],
    ['"plain"@x.test', "plain", "x.test"],
    ['"\\p\\lain"@x.test', "plain", "x.test"],
    ['".dots."@x.test', '".dots."', "x.test"],
    ['""@x.test', '""', "x.test"],
    [`${"a".repeat(64)}@x.test`, "a".repeat(64), "x.test"],
  ])("%s", (text, local, domain) => {
    expect(parseMailbox(text)).toEqual({ local, domain });
    expect(Email.safeParse(text).success).toBe(true);
  });
});

test.each([
  "",
  "ada",
  "@x.test",
  "ada@",
  "ada@localhost",
  "ada@x..test",
  "ada@-x.test",
  "ada@x-.test",
  "ada@x.test.",
  "ada@127.0.0.1",
  "ada@0x7f.1",
  "ada@[192.0.2.1]",
  "ada@x.test:25",
  "ada@x.test/path",
  "ada@x test.test",
  ".ada@x.test",
  "ada.@x.test",
  "a..b@x.test",
  "a b@x.test",
  "ada<x@x.test",
  '"open@x.test',
  '"a"b"@x.test',
  "é@x.test",
  "a\r\nBcc: b@x.test",
  '"a\nb"@x.test',
  "a\u0000@x.test",
  `${"a".repeat(65)}@x.test`,
  `a@${"b".repeat(64)}.test`,
  `a@${"b.".repeat(130)}test`,
])("what is no address is refused: %j", (text) => {
  expect(parseMailbox(text)).toBeNull();
  expect(Email.safeParse(text).success).toBe(false);
});

test.each([
  ["motdépassé-très", true],
  ["12345678", true],
  ["1234567", false],
  ["nul\u0000inside", false],
  ["lonely\ud800surrogate", false],
])("as a password %j: %s", (text, ok) => expect(Password.safeParse(text).success).toBe(ok));
