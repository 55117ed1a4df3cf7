import type { WatchedRules } from "@veza/contracts/ws/chat-room";
import { linksIn } from "@veza/core/chat-text";
import { foldedWords, isUnspaced } from "@veza/core/fold-text";

export const NO_RULES: WatchedRules = {
  words: [],
  links: [],
  max_mentions: null,
  action: "refuse",
  dry_run: false,
};

/**
 * What of a text the rules are about, such as `word: spam`; an empty list where nothing is.
 * @param mentions how many people it names
 * @param ownHost links to it are never watched by `*`
 */
export function watchedHits(
  rules: WatchedRules,
  text: string,
  mentions: number,
  ownHost: string | null,
): string[] {
  const hits: string[] = [];
  if (rules.words.length > 0) {
    const words = ` ${foldedWords(text).join(" ")} `;
    for (const word of rules.words) {
      const folded = foldedWords(word).join(" ");
      // Where no space marks the beginning of a word, it may stand inside of others.
      const wanted = isUnspaced(folded) ? folded : ` ${folded} `;
      if (folded !== "" && words.includes(wanted)) hits.push(`word: ${word}`);
    }
  }
  if (rules.links.length > 0) {
    for (const link of linksIn(text)) {
      const { hostname } = new URL(link);
      const found = rules.links.find((rule) =>
        rule === "*" ? hostname !== ownHost : hostname === rule || hostname.endsWith(`.${rule}`),
      );
      if (found !== undefined) hits.push(`link: ${hostname}`);
    }
  }
  if (rules.max_mentions !== null && mentions > rules.max_mentions) hits.push(`mentions: ${mentions}`);
  return [...new Set(hits)];
}
