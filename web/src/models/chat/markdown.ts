import { ESCAPABLE, mentionAt } from "@veza/core/chat-text";

/**
 * The part of Markdown that messages know, read into a tree that is shown as elements: text never becomes
 * HTML. Blocks: paragraphs,
 * ``` code, > quotes, - and 1. lists. Inline: **bold**, *italic*, _italic_, ~~strike~~, `code ` ,
 * ||spoiler||, [text](https://…), bare http(s) addresses, @mentions. A character after \ stands for itself.
 */
export type Inline =
  | { t: "text"; text: string }
  | { t: "code"; text: string }
  | { t: "break" }
  | { t: "bold" | "italic" | "strike" | "spoiler"; inner: Inline[] }
  | { t: "link"; href: string; inner: Inline[] }
  | { t: "mention"; name: string };

export type Block =
  | { t: "paragraph"; inner: Inline[] }
  | { t: "code"; text: string }
  | { t: "quote"; inner: Block[] }
  | { t: "list"; isOrdered: boolean; start: number; items: Inline[][] };

/** Marks inside of marks, quotes inside of quotes: deeper than this it is text. */
const MAX_DEPTH = 6;
const FENCE = /^```[\w+#.-]*[ \t]*$/;
const BULLET = /^ {0,3}[-*•] +(.+)$/;
const NUMBER = /^ {0,3}(\d{1,6})[.)] +(.+)$/;
const QUOTE = /^> ?(.*)$/;

export function parseMarkdown(text: string): Block[] {
  return blocks(text.replace(/\r\n?/g, "\n").split("\n"), 0);
}

function blocks(lines: readonly string[], depth: number): Block[] {
  const found: Block[] = [];
  let at = 0;
  /** Takes the lines from here on that match, and what the pattern found in each. */
  const takeWhile = (pattern: RegExp): RegExpExecArray[] => {
    const taken: RegExpExecArray[] = [];
    for (; at < lines.length; at += 1) {
      const match = pattern.exec(lines[at] ?? "");
      if (match === null) break;
      taken.push(match);
    }
    return taken;
  };
  while (at < lines.length) {
    const line = lines[at] ?? "";
    if (line.trim() === "") {
      at += 1;
    } else if (line.startsWith("```")) {
      const fenced = fence(lines, at);
      found.push({ t: "code", text: fenced.text });
      at = fenced.next;
    } else if (QUOTE.test(line) && depth < MAX_DEPTH) {
      found.push({
        t: "quote",
        inner: blocks(
          takeWhile(QUOTE).map((it) => it[1] ?? ""),
          depth + 1,
        ),
      });
    } else if (BULLET.test(line)) {
      const items = takeWhile(BULLET).map((it) => inline(it[1] ?? ""));
      found.push({ t: "list", isOrdered: false, start: 1, items });
    } else if (NUMBER.test(line)) {
      const taken = takeWhile(NUMBER);
      const items = taken.map((it) => inline(it[2] ?? ""));
      found.push({ t: "list", isOrdered: true, start: Number(taken[0]?.[1] ?? 1), items });
    } else {
      const from = at;
      while (at < lines.length && (at === from || isPlain(lines[at] ?? "", depth))) at += 1;
      found.push({ t: "paragraph", inner: inline(lines.slice(from, at).join("\n")) });
    }
  }
  return found;
}

const isPlain = (line: string, depth: number): boolean =>
  line.trim() !== "" &&
  !line.startsWith("```") &&
  !(depth < MAX_DEPTH && QUOTE.test(line)) &&
  !BULLET.test(line) &&
  !NUMBER.test(line);

/**
 * Code from its fence to the closing one, or to the end: what is still being written looks like code already.
 */
function fence(lines: readonly string[], from: number): { text: string; next: number } {
  const first = lines[from] ?? "";
  const oneLine = /^```(.+?)```\s*$/.exec(first);
  if (oneLine) return { text: oneLine[1] ?? "", next: from + 1 };
  const body = FENCE.test(first) ? [] : [first.slice(3)];
  let at = from + 1;
  for (; at < lines.length; at += 1) {
    const line = lines[at] ?? "";
    if (line.trimEnd().endsWith("```")) {
      const rest = line.trimEnd().slice(0, -3);
      if (rest !== "") body.push(rest);
      return { text: body.join("\n"), next: at + 1 };
    }
    body.push(line);
  }
  return { text: body.join("\n"), next: at };
}

const MARKS = [
  { mark: "**", t: "bold" },
  { mark: "__", t: "bold" },
  { mark: "~~", t: "strike" },
  { mark: "||", t: "spoiler" },
  { mark: "*", t: "italic" },
  { mark: "_", t: "italic" },
] as const;
const LINK = /^\[([^\]\n]{1,500})\]\((https?:\/\/[^\s()<>]+(?:\([^\s()<>]*\)[^\s()<>]*)*)\)/i;
/** It ends where something would turn its direction around. */
const ADDRESS = /^https?:\/\/[^\s<>"'`|\u200E\u200F\u202A-\u202E\u2066-\u2069]+/i;
const WORD = /[\p{L}\p{N}_]/u;

function inline(text: string, depth = 0, isInLink = false): Inline[] {
  const found: Inline[] = [];
  let plain = "";
  const flush = () => {
    if (plain !== "") found.push({ t: "text", text: plain });
    plain = "";
  };
  const push = (node: Inline) => {
    flush();
    found.push(node);
  };
  let at = 0;
  while (at < text.length) {
    const char = text[at] ?? "";
    const before = text[at - 1] ?? "";
    const rest = text.slice(at, at + 2_100);
    if (char === "\n") {
      push({ t: "break" });
      at += 1;
      continue;
    }
    if (char === "\\" && ESCAPABLE.test(text[at + 1] ?? "")) {
      plain += text[at + 1];
      at += 2;
      continue;
    }
    const code = char === "`" ? /^(`+)([^\n]*?[^`\n])\1(?!`)/.exec(rest) : null;
    if (code) {
      push({ t: "code", text: (code[2] ?? "").replace(/^ (.*) $/, "$1") });
      at += code[0].length;
      continue;
    }
    const link = char === "[" && !isInLink ? LINK.exec(rest) : null;
    const href = link ? safeAddress(link[2] ?? "") : null;
    if (link && href !== null) {
      const inner = inline(link[1] ?? "", depth + 1, true);
      at += link[0].length;
      if (!isNamedForAnother(link[1] ?? "", href)) {
        push({ t: "link", href, inner });
        continue;
      }
      // Its words promise another place than it leads to: they stay words, and the address stands beside
      // them.
      flush();
      found.push(...inner, { t: "text", text: " (" });
      push({ t: "link", href, inner: [{ t: "text", text: href }] });
      plain += ")";
      continue;
    }
    const bare =
      (char === "h" || char === "H") && !isInLink && !WORD.test(before) ? ADDRESS.exec(rest) : null;
    const address = bare ? withoutTail(bare[0]) : "";
    const bareHref = safeAddress(address);
    if (bare && bareHref !== null) {
      push({ t: "link", href: bareHref, inner: [{ t: "text", text: address }] });
      at += address.length;
      continue;
    }
    const name = char === "@" ? mentionAt(text, at) : null;
    if (name !== null) {
      push({ t: "mention", name });
      at += 1 + name.length;
      continue;
    }
    const marked = depth < MAX_DEPTH ? markedAt(text, at) : null;
    if (marked) {
      push({ t: marked.t, inner: inline(marked.inner, depth + 1, isInLink) });
      at = marked.next;
      continue;
    }
    plain += char;
    at += 1;
  }
  flush();
  return found;
}

/** Marked text that begins here: it holds no space at its ends, and `_` stands only between words. */
function markedAt(
  text: string,
  at: number,
): { t: (typeof MARKS)[number]["t"]; inner: string; next: number } | null {
  for (const { mark, t } of MARKS) {
    if (!text.startsWith(mark, at)) continue;
    const from = at + mark.length;
    const isWordy = mark.startsWith("_");
    if (/^\s?$/.test(text[from] ?? "") || (isWordy && WORD.test(text[at - 1] ?? ""))) continue;
    let end = text.indexOf(mark, from + 1);
    while (end !== -1) {
      const isRun = mark.length === 1 && (text[end + 1] === mark || text[end - 1] === mark);
      const isTight = !/\s/.test(text[end - 1] ?? "") && text[end - 1] !== "\\";
      const isFree = !isWordy || !WORD.test(text[end + mark.length] ?? "");
      // `***` closes what is open inside first.
      if (mark.length === 2 && text[end + 2] === mark[0] && text.slice(from, end).includes(mark[0] ?? "")) {
        end += 1;
        continue;
      }
      if (isTight && isFree && !isRun) return { t, inner: text.slice(from, end), next: end + mark.length };
      end = text.indexOf(mark, end + (isRun && text[end + 1] === mark ? 2 : 1));
    }
  }
  return null;
}

/** What follows an address in a sentence is not part of it. */
function withoutTail(address: string): string {
  let kept = address.replace(/[.,;:!?*_~]+$/, "");
  while (kept.endsWith(")") && kept.split("(").length < kept.split(")").length)
    kept = kept.slice(0, -1).replace(/[.,;:!?*_~]+$/, "");
  return kept;
}

/**
 * Only http and https, as the browser reads it; null for anything else, and for an address with a name before
 * its host, which reads as the host.
 */
function safeAddress(address: string): string | null {
  if (!URL.canParse(address)) return null;
  const { protocol, href, username, password } = new URL(address);
  if (username !== "" || password !== "") return null;
  return protocol === "http:" || protocol === "https:" ? href : null;
}

const HOST = /[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)*\.(?:xn--[a-z0-9-]+|\p{L}{2,})(?![\p{L}\p{N}])/giu;
const UNSEEN = /[\p{Default_Ignorable_Code_Point}\p{Cf}\\*_~|`]/gu;

/**
 * Whether the words of a link name a host that it does not lead to. Marks, widths and what nobody sees make
 * no difference.
 */
function isNamedForAnother(words: string, href: string): boolean {
  const bare = (host: string) => host.toLowerCase().replace(/^www\./, "");
  const own = bare(new URL(href).hostname);
  const seen = words.normalize("NFKC").replace(UNSEEN, "").replaceAll("。", ".");
  return [...seen.matchAll(HOST)].some(([host]) => {
    const named = `https://${host}/`;
    return !URL.canParse(named) || bare(new URL(named).hostname) !== own;
  });
}

/** A message as one line of plain text: for previews and for what is read aloud. */
export function plainText(text: string): string {
  const ofInline = (nodes: readonly Inline[]): string =>
    nodes
      .map((node) => {
        if (node.t === "text" || node.t === "code") return node.text;
        if (node.t === "break") return " ";
        if (node.t === "mention") return `@${node.name}`;
        // What is hidden on the screen is not read out either.
        if (node.t === "spoiler") return "…";
        return ofInline(node.inner);
      })
      .join("");
  const ofBlock = (block: Block): string => {
    if (block.t === "code") return block.text;
    if (block.t === "quote") return block.inner.map(ofBlock).join(" ");
    if (block.t === "list") return block.items.map(ofInline).join(", ");
    return ofInline(block.inner);
  };
  return parseMarkdown(text).map(ofBlock).join(" ").replace(/\s+/g, " ").trim();
}
