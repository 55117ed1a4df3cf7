import { z } from "zod";
import { foldEmoji, isEmoji } from "./emoji.ts";

/**
 * The words in which every schema speaks of text. A bare `z.string()` takes what no reader sees, what no
 * database stores and what turns a line around, so none stands in what comes in; a test walks all schemas.
 *
 * `line`, `name`, `prose`: what people type. `code`: what machines made (tokens, ids of frames, cursors).
 * `told`: what we say ourselves, which came in by one of the others, or before there were any.
 */

/** Half a character, NUL and places that Unicode promises never to fill. */
const BROKEN = /[\0\p{Surrogate}\p{Noncharacter_Code_Point}]/u;
const BROKEN_EVERYWHERE = /[\0\p{Surrogate}]/gu;
/** All controls but a new line and a tab. */
const CONTROL = /(?![\n\t])\p{Cc}/u;
/**
 * What a line cannot hold: any control, line ends of Unicode, and what changes the direction of what follows.
 */
const NOT_IN_LINE = /[\p{Cc}\p{Zl}\p{Zp}\u202A-\u202E\u2066-\u206F]/u;
/**
 * Anything that leaves a trace on paper. Not: spaces, format characters, what fonts ignore (zero width,
 * Hangul fillers, variation selectors, tags), marks without a letter, and the letters and symbols that are
 * drawn empty: Braille's blank, a musical null notehead, the blanks of Egyptian.
 */
const VISIBLE =
  /(?![\u2800\u{1D159}\u{13441}\u{13442}])[^\p{Z}\p{Cc}\p{Cf}\p{M}\p{Default_Ignorable_Code_Point}\p{Surrogate}]/u;

/** Whether there is anything to see in a text. */
export const isVisible = (text: string): boolean => VISIBLE.test(text);

/** Composed characters; a text that shows nothing is an empty one. */
const settle = (text: string): string => (isVisible(text) ? text.normalize("NFC") : "");

const isWhole = (text: string): boolean => !BROKEN.test(text);
const isLine = (text: string): boolean => isWhole(text) && !NOT_IN_LINE.test(text);
const isProse = (text: string): boolean => isWhole(text) && !CONTROL.test(text);

const NO_LINE = "This holds characters that one line of text cannot hold.";
const NO_PROSE = "This holds characters that no text can hold.";

/** One line without spaces at its ends, at most `max` UTF-16 units; it may be empty. */
export const line = (max: number) => z.string().trim().refine(isLine, NO_LINE).overwrite(settle).max(max);

/** One line in which there is something to see: names and titles. */
export const name = (max: number) => line(max).min(1);

/** Text of several lines, with the spaces that were typed, at most `max` UTF-16 units; it may be empty. */
export const prose = (max: number) =>
  z
    .string()
    .overwrite((text) => text.replace(/\r\n?/g, "\n"))
    .refine(isProse, NO_PROSE)
    .overwrite(settle)
    .max(max);

/** Printable ASCII, unchanged: what machines made and hand back. */
export const code = (max: number) =>
  z
    .string()
    .regex(/^[\x20-\x7E]*$/)
    .max(max);

/**
 * Text that is ours to tell. Old rows may hold what would be refused today: nothing of it is refused here,
 * but half a character and NUL, which no JSON reader and no database takes, become U+FFFD.
 */
export const told = z.string().overwrite((text) => text.replace(BROKEN_EVERYWHERE, "\u{FFFD}"));

/** One emoji that people can send to each other, in its one spelling (see foldEmoji). */
export const Emoji = z.string().max(64).overwrite(foldEmoji).refine(isEmoji, "This is no emoji.");

/**
 * What somebody typed or pasted, without the controls for which `prose` would refuse it (page feeds, escapes
 * of terminals).
 */
export const withoutControls = (text: string): string =>
  text.replace(/\r\n?/g, "\n").replace(/(?![\n\t])\p{Cc}|[\p{Surrogate}\p{Noncharacter_Code_Point}]/gu, "");

/**
 * A text of ours as one line that `line(max)` takes: what was stored before there were rules may become a
 * name elsewhere.
 */
export const asLine = (text: string, max: number): string =>
  [
    ...settle(
      text
        .replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, " ")
        .replace(/[\p{Surrogate}\p{Noncharacter_Code_Point}\u202A-\u202E\u2066-\u206F]/gu, ""),
    ),
  ]
    .reduce((kept, char) => (kept.length + char.length <= max ? kept + char : kept), "")
    .trim();
