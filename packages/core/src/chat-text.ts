import { UNSPACED } from "./fold-text.ts";

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

/** A character after `\` stands for itself, as in Markdown. */
export const ESCAPABLE = /[\\`*_~|[\]()>@#.+-]/;

/**
 * `@name` as it stands in a sentence: not inside of an e-mail address or a path. Scripts without spaces write
 * it right behind a word.
 */
const MENTION = `(?:(?<![\\p{L}\\p{N}_@/.])|(?<=[${UNSPACED}]))@([a-z0-9_]{3,50})(?![a-z0-9_])`;
const MENTION_HERE = new RegExp(MENTION, "iuy");
const ESCAPED_OR_MENTION = new RegExp(`\\\\${ESCAPABLE.source}|${MENTION}`, "giu");

/** The name of the mention that begins at this place of a text, as it is typed; null where none does. */
export function mentionAt(text: string, at: number): string | null {
  MENTION_HERE.lastIndex = at;
  return MENTION_HERE.exec(text)?.[1] ?? null;
}

/** Names after `@`, lower case, each once, in their order; `@room` is among them where it stands. */
export function mentionedNames(text: string): string[] {
  const names = new Set<string>();
  for (const match of withoutCode(text).matchAll(ESCAPED_OR_MENTION))
    if (match[1] !== undefined) names.add(match[1].toLowerCase());
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
