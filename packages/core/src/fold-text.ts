/**
 * One fold for everything that compares text as a reader would: search, watched words, names in lists. Case,
 * width, marks and what cannot be seen make no difference; letters that stand for others in plain writing
 * become those.
 */

/**
 * Marks that are left out in plain writing. Those of Indic scripts, Thai and kana are letters' halves and
 * stay.
 */
const MARKS =
  /(?![\u3099\u309A])(?=[\p{Script=Inherited}\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Common}])\p{M}/gu;
/** Zero width, fillers, joiners, selectors, tags, and the stroke that only makes an Arabic word longer. */
const UNSEEN = /[\p{Default_Ignorable_Code_Point}\p{Cf}\u0640]/gu;

/** Letters that no decomposition of Unicode takes apart. */
const LETTERS: Readonly<Record<string, string>> = {
  đ: "d",
  ð: "d",
  ɖ: "d",
  ħ: "h",
  ı: "i",
  ĸ: "k",
  ł: "l",
  ŋ: "n",
  ø: "o",
  œ: "oe",
  æ: "ae",
  ß: "ss",
  þ: "th",
  ŧ: "t",
  ƀ: "b",
  ɓ: "b",
  ɗ: "d",
  ƙ: "k",
  ɨ: "i",
  ɔ: "o",
  ɛ: "e",
  ə: "e",
  ς: "σ",
  ى: "ي",
  ی: "ي",
  ک: "ك",
  ے: "ي",
  ە: "ه",
  ة: "ه",
  ƴ: "y",
  ƒ: "f",
  ơ: "o",
  ư: "u",
};
const LETTER = new RegExp(`[${Object.keys(LETTERS).join("")}]`, "gu");

/** A text for comparing. @returns composed text (NFC), so that Hangul stays in syllables */
export const foldText = (text: string): string =>
  text
    .normalize("NFKD")
    .replace(UNSEEN, "")
    .replace(MARKS, "")
    .toLowerCase()
    .replace(LETTER, (letter) => LETTERS[letter] ?? letter)
    .normalize("NFC");

/**
 * Runs of what words are made of, in folded text: letters with the signs that belong to them, digits, symbols
 * with a face.
 */
export const foldedWords = (text: string): string[] =>
  foldText(text).match(/[\p{L}\p{M}\p{N}_\p{Extended_Pictographic}]+/gu) ?? [];

/** Scripts that put no spaces between words, and Korean, which glues particles to them. */
export const UNSPACED =
  "\\p{Script=Han}\\p{Script=Hiragana}\\p{Script=Katakana}\\p{Script=Thai}\\p{Script=Lao}\\p{Script=Khmer}\\p{Script=Myanmar}\\p{Script=Tibetan}\\p{Script=Hangul}\\u30FC";
const HAS_UNSPACED = new RegExp(`[${UNSPACED}]`, "u");

/** Whether words of this text are found inside of others, since nothing marks where they begin. */
export const isUnspaced = (folded: string): boolean => HAS_UNSPACED.test(folded);
