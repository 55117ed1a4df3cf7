/** What a chat message's text holds. The text itself is stored as typed and escaped when shown. */

/** Code points: what a reader would count, nearly, and not UTF-16 units. */
export function countCodePoints(text: string): number {
  let count = 0;
  for (const _ of text) count++;
  return count;
}

/** Text without what is shown as code: nothing in it names anybody or links anywhere. */
const withoutCode = (text: string): string =>
  text.replace(/```[\s\S]*?(?:```|$)/g, " ").replace(/`[^`\n]*`/g, " ");

/** Names after `@`, lower case, each once, in their order; `@room` is among them where it stands. */
export function mentionedNames(text: string): string[] {
  const names = new Set<string>();
  for (const match of withoutCode(text).matchAll(/(?<![\p{L}\p{N}_@/.])@([a-z0-9_]{3,50})(?![a-z0-9_])/giu))
    names.add((match[1] ?? "").toLowerCase());
  return [...names];
}

/** Addresses of links, as typed, each once. */
export function linksIn(text: string): string[] {
  const links = new Set<string>();
  for (const match of withoutCode(text).matchAll(/\bhttps?:\/\/[^\s<>"')\]}]+/gi)) {
    const link = match[0].replace(/[.,;:!?]+$/, "");
    if (URL.canParse(link)) links.add(link);
  }
  return [...links];
}

/** For comparing words: without case, accents and look-alike widths. */
export const foldText = (text: string): string =>
  text
    .normalize("NFKD")
    .replace(/\p{M}+/gu, "")
    .toLowerCase();

/** A search in FTS5's language out of what somebody typed: every word must begin so. Null when there is no word in it. */
export function searchExpression(query: string): string | null {
  const words = query.match(/[\p{L}\p{N}_]+/gu) ?? [];
  return words.length === 0
    ? null
    : words
        .slice(0, 10)
        .map((word) => `"${word}"*`)
        .join(" ");
}
