/** Emoji as Unicode's "recommended for general interchange" (UTS #51, RGI) has them, each in one spelling. */

const SELECTORS = /[\uFE0E\uFE0F]/gu;
/**
 * Drawn as text unless a selector follows. A skin tone takes the selector's place, and digits need their
 * keycap.
 */
const NEEDS_SELECTOR =
  /(?:(?![0-9#*])\p{Emoji}|[0-9#*](?=\u20E3))(?<!\p{Emoji_Presentation})(?!\p{Emoji_Modifier})/gu;

/**
 * The fully-qualified spelling: ❤, ❤︎ and ❤️ are one reaction. Other text comes back without its variation
 * selectors and is no emoji before or after.
 */
export const foldEmoji = (text: string): string =>
  text.replace(SELECTORS, "").replace(NEEDS_SELECTOR, (char) => `${char}\uFE0F`);

const RGI = { source: "^\\p{RGI_Emoji}$", flags: "v" };
let rgi: RegExp | undefined;

/**
 * Whether a text is exactly one emoji in its fully-qualified spelling, of the Unicode version that the engine
 * knows.
 */
export function isEmoji(text: string): boolean {
  // Made on first use: an old browser that does not know the flag never asks.
  rgi ??= new RegExp(RGI.source, RGI.flags);
  return rgi.test(text);
}
