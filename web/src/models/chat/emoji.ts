import { foldText } from "@veza/core/fold-text";
import { EMOJI_DATA, EMOJI_GROUPS, type EmojiGroup } from "./emoji-data.ts";

export interface Emoji {
  char: string;
  /** Its short code, as in `:wave:`. */
  code: string;
  words: readonly string[];
  group: EmojiGroup;
}

export const EMOJIS: readonly Emoji[] = EMOJI_GROUPS.flatMap((group) =>
  EMOJI_DATA[group]
    .trim()
    .split("\n")
    .map((line) => {
      const [char = "", code = "", ...words] = line.split(" ");
      return { char, code, words, group };
    }),
);

/** What stands first wherever one reacts. */
export const QUICK_REACTIONS = ["👍", "❤️", "😂", "🔥", "🎧"] as const;

const byCode = new Map(EMOJIS.map((emoji) => [emoji.code, emoji.char]));

/** Emojis whose code or words begin with what is typed, those whose code does first. */
export function findEmojis(query: string, limit: number): Emoji[] {
  const folded = foldText(query);
  if (folded === "") return EMOJIS.slice(0, limit);
  const rank = ({ code, words }: Emoji): number => {
    if (code === folded) return 0;
    if (code.startsWith(folded)) return 1;
    if (words.some((word) => word.startsWith(folded))) return 2;
    return code.includes(folded) ? 3 : 4;
  };
  return EMOJIS.map((emoji) => ({ emoji, rank: rank(emoji) }))
    .filter((it) => it.rank < 4)
    .sort((a, b) => a.rank - b.rank)
    .slice(0, limit)
    .map((it) => it.emoji);
}

/** Short codes outside of code become what they stand for: `:fire:` 🔥. Unknown ones stay. */
export function withEmojis(text: string): string {
  return text
    .split(/(```[\s\S]*?(?:```|$)|`[^`\n]*`)/)
    .map((part, i) =>
      i % 2 === 1
        ? part
        : part.replace(/:([a-z0-9_]{2,30}):/g, (all, code: string) => byCode.get(code) ?? all),
    )
    .join("");
}

const ONLY_EMOJIS =
  /^(?:(?:\p{Extended_Pictographic}(?:\uFE0F|\u200D|\p{Emoji_Modifier}|\p{Extended_Pictographic})*|\p{Regional_Indicator}{2})\s*)+$/u;
/** More are a line of text. */
const LARGE_LENGTH = 24;

/** Whether a text is a few emojis and nothing else: they are shown large. */
export const isOnlyEmojis = (text: string): boolean =>
  text.length <= LARGE_LENGTH && ONLY_EMOJIS.test(text.trim());

/** Its short code in words, for a name to be read aloud: `thumbs up`. */
export function emojiName(char: string): string {
  return EMOJIS.find((emoji) => emoji.char === char)?.code.replaceAll("_", " ") ?? char;
}
