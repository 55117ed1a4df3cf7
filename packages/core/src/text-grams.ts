import { foldedWords } from "./fold-text.ts";

/**
 * An index of pairs of characters, for finding text in the middle of words and in scripts without spaces,
 * from one character on (SQLite's own trigrams need three, and most words of Chinese have two). Each word
 * becomes the pairs of its neighbours and its last character alone: `low` → `lo ow w`. Characters are written
 * as their numbers, so that any tokenizer keeps them whole.
 */
const numberOf = (char: string): string => `${(char.codePointAt(0) ?? 0).toString(32)}x`;

/** `ends`: with the last character alone, which is how a word ends in the index. */
function gramsOf(word: string, ends: boolean): string[] {
  const numbers = Array.from(word, numberOf);
  const pairs = numbers.slice(1).map((number, i) => `${numbers[i]}${number}`);
  return ends ? [...pairs, numbers.at(-1) ?? ""] : pairs;
}

/** What the index holds of a text; empty where there is no word in it. */
export const gramsOfText = (text: string): string =>
  foldedWords(text)
    .flatMap((word) => gramsOf(word, true))
    .join(" ");

const MAX_WORDS = 10;
const MAX_WORD = 60;

/**
 * A search in FTS5's language out of what somebody typed: every word must be somewhere. Null when there is no
 * word in it.
 */
export function searchExpression(query: string): string | null {
  const words = [...new Set(foldedWords(query))].slice(0, MAX_WORDS);
  if (words.length === 0) return null;
  return words
    .map((word) => {
      const chars = [...word].slice(0, MAX_WORD);
      const grams = gramsOf(chars.join(""), false);
      return grams.length === 0 ? `"${numberOf(chars[0] ?? "")}"*` : `"${grams.join(" ")}"`;
    })
    .join(" AND ");
}
