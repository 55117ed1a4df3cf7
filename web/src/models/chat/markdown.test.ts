import { mentionedNames } from "@veza/core/chat-text";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Block, type Inline, parseMarkdown, plainText } from "./markdown.ts";

const text = (it: string): Inline => ({ t: "text", text: it });
const inlineOf = (source: string): Inline[] => {
  const [block] = parseMarkdown(source);
  if (block?.t !== "paragraph") throw new Error(`no paragraph: ${JSON.stringify(block)}`);
  return block.inner;
};
const link = (href: string, words = href): Inline => ({ t: "link", href, inner: [text(words)] });

describe("inline", () => {
  test.each<[string, Inline[]]>([
    ["**a** b", [{ t: "bold", inner: [text("a")] }, text(" b")]],
    ["*a*", [{ t: "italic", inner: [text("a")] }]],
    ["_a_", [{ t: "italic", inner: [text("a")] }]],
    ["~~a~~", [{ t: "strike", inner: [text("a")] }]],
    ["||a||", [{ t: "spoiler", inner: [text("a")] }]],
    ["**a *b***", [{ t: "bold", inner: [text("a "), { t: "italic", inner: [text("b")] }] }]],
    ["`**a**`", [{ t: "code", text: "**a**" }]],
    ["``a`b``", [{ t: "code", text: "a`b" }]],
    ["\\*a\\*", [text("*a*")]],
    ["2 * 3 * 4", [text("2 * 3 * 4")]],
    ["snake_case_name", [text("snake_case_name")]],
    ["a\nb", [text("a"), { t: "break" }, text("b")]],
    ["**", [text("**")]],
    ["** a **", [text("** a **")]],
    ["¯\\_(ツ)_/¯", [text("¯_(ツ)_/¯")]],
  ])("%s", (source, expected) => expect(inlineOf(source)).toEqual(expected));
});

describe("links", () => {
  test.each<[string, Inline[]]>([
    ["see https://a.example/b_(c).", [text("see "), link("https://a.example/b_(c)"), text(".")]],
    ["(https://a.example/b)", [text("("), link("https://a.example/b"), text(")")]],
    ["[here](https://a.example/b)", [link("https://a.example/b", "here")]],
    ["https://a.example/x_y_z", [link("https://a.example/x_y_z")]],
    ["[x](javascript:alert(1))", [text("[x](javascript:alert(1))")]],
    ["[x](data:text/html,a)", [text("[x](data:text/html,a)")]],
    ["javascript:alert(1)", [text("javascript:alert(1)")]],
    ["xhttps://a.example", [text("xhttps://a.example")]],
    ["https://", [text("https://")]],
  ])("%s", (source, expected) => expect(inlineOf(source)).toEqual(expected));
});

describe("mentions", () => {
  test.each<[string, Inline[]]>([
    ["hey @leo_1!", [text("hey "), { t: "mention", name: "leo_1" }, text("!")]],
    ["mail@leo.example", [text("mail@leo.example")]],
    ["`@leo`", [{ t: "code", text: "@leo" }]],
    ["@le", [text("@le")]],
  ])("%s", (source, expected) => expect(inlineOf(source)).toEqual(expected));
});

describe("blocks", () => {
  test.each<[string, Block["t"][]]>([
    ["a\n\nb", ["paragraph", "paragraph"]],
    ["```\na\n\nb\n```\nc", ["code", "paragraph"]],
    ["a\n- one\n- two\nb", ["paragraph", "list", "paragraph"]],
    ["> a\n> b\nc", ["quote", "paragraph"]],
    ["3. a\n4. b", ["list"]],
    ["-5 degrees", ["paragraph"]],
  ])("%j", (source, expected) => expect(parseMarkdown(source).map(({ t }) => t)).toEqual(expected));

  test("code keeps everything as it is typed, also before its end is typed", () => {
    expect(parseMarkdown("```ts\nconst a = '**';\n  b\n```")).toEqual([
      { t: "code", text: "const a = '**';\n  b" },
    ]);
    expect(parseMarkdown("```\nopen")).toEqual([{ t: "code", text: "open" }]);
    expect(parseMarkdown("```one line```")).toEqual([{ t: "code", text: "one line" }]);
  });

  test("a list knows where it begins", () => {
    expect(parseMarkdown("3. a\n4. b")).toMatchObject([{ isOrdered: true, start: 3, items: [{}, {}] }]);
  });
});

test("HTML is text", () => {
  const source = '<img src=x onerror="alert(1)"> <script>alert(1)</script>';
  expect(inlineOf(source)).toEqual([text(source)]);
});

test("whatever is typed is read, quickly, and no letter of it is lost", () => {
  const signs = fc.constantFrom(..."*_~|`[]()>-1. \n@ab:/\\h", "https://a.b/", "```", "**", "💥");
  fc.assert(
    fc.property(fc.array(signs, { maxLength: 60 }), (parts) => {
      const source = parts.join("");
      const letters = (it: string) => it.replace(/[^ab💥]/gu, "");
      const shown = JSON.stringify(parseMarkdown(source)).replace(
        /"(t|text|href|inner|name|items|isOrdered|start)":/g,
        "",
      );
      for (const letter of new Set(letters(source))) expect(shown).toContain(letter);
    }),
    { seed: 4, numRuns: 500 },
  );
  const hostile = [
    "*".repeat(4_000),
    "[".repeat(4_000),
    "> ".repeat(2_000),
    "**a ".repeat(1_000),
    "||a".repeat(1_300),
  ];
  for (const source of hostile) expect(parseMarkdown(source).length).toBeGreaterThan(0);
});

test("a message in a line: marks are gone, what is hidden stays hidden", () => {
  expect(plainText("**Hi** @leo\n- a\n- b\n> q\n`c` ||secret|| [x](https://a.example)")).toBe(
    "Hi @leo a, b q c … x",
  );
});

describe("a link whose words are another site's address", () => {
  const evil = "https://evil.example/";
  test.each([
    "https://bank.example",
    "bank.example/login",
    "www.bank.example",
    "go to bank.example now",
    "**bank**.example",
    "ｂａｎｋ．ｅｘａｍｐｌｅ",
    "bank\u200b.ex\u00adample",
    "b\\ank.example",
    "банк.рф",
    "銀行。日本",
    "evil.example.bank.example",
    "evil.example and bank.example",
  ])("%s says where it leads", (words) => {
    const shown = inlineOf(`[${words}](${evil}) .`);
    expect(shown.at(-2)).toEqual(link(evil));
    expect(shown.filter(({ t }) => t === "link")).toHaveLength(1);
    expect(plainText(`[${words}](${evil})`)).toContain(`(${evil})`);
  });
  test.each([
    "evil.example",
    "https://www.evil.example/x",
    "my page",
    "v1.2",
    "low tide (2026)",
    "EVIL.example",
  ])("%s is a link of these words", (words) =>
    expect(inlineOf(`[${words}](${evil})`)).toMatchObject([{ t: "link", href: evil }]),
  );
  test("a name before the host, or a turn of direction, makes no address look like another", () => {
    expect(inlineOf("https://bank.example@evil.example/")).toEqual([
      text("https://bank.example@evil.example/"),
    ]);
    expect(inlineOf("[pay](https://bank.example:x@evil.example/)")).toEqual([
      text("[pay](https://bank.example:x@evil.example/)"),
    ]);
    expect(inlineOf("https://evil.example/\u202ecod")[0]).toEqual(link(evil));
  });
});

test("mentions are those that the room counts", () => {
  const names = (source: string) =>
    inlineOf(source).flatMap((it) => (it.t === "mention" ? [it.name.toLowerCase()] : []));
  for (const source of [
    "你好@leo",
    "\\@leo",
    "\\\\@leo",
    "a@leo",
    "hi @leo, @Maren",
    "ฟัง@leo",
    "é@leo",
    "`@leo` @maren",
  ])
    expect(names(source)).toEqual(mentionedNames(source));
});
