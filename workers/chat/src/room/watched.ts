import type { WatchedRules } from "@veza/contracts/ws/chat-room";
import { foldText, linksIn } from "@veza/core/chat-text";

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
    const words = ` ${(foldText(text).match(/[\p{L}\p{N}_]+/gu) ?? []).join(" ")} `;
    for (const word of rules.words) {
      const folded = (foldText(word).match(/[\p{L}\p{N}_]+/gu) ?? []).join(" ");
      if (folded !== "" && words.includes(` ${folded} `)) hits.push(`word: ${word}`);
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
