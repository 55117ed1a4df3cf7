/** What is being named at the caret: somebody after `@`, an emoji after `:`. */
export interface Completing {
  kind: "mention" | "emoji";
  query: string;
  /** Where it begins in the text, with its sign. */
  from: number;
}

const PATTERN = /(?:^|[\s([{"'’*_~>|])(?:@([a-z0-9_]{0,50})|:([\p{L}0-9_+-]{2,30}))$/iu;

/** @param caret position in the text, with nothing selected */
export function completingAt(text: string, caret: number): Completing | null {
  const match = PATTERN.exec(text.slice(Math.max(0, caret - 60), caret));
  if (!match) return null;
  const [, name, emoji] = match;
  const query = name ?? emoji ?? "";
  return { kind: name === undefined ? "emoji" : "mention", query, from: caret - query.length - 1 };
}

/** The text with what was chosen in place of what was typed, and where the caret stands then. */
export function completed(
  text: string,
  caret: number,
  { from }: Completing,
  chosen: string,
): { text: string; caret: number } {
  const after = text.slice(caret);
  const gap = after.startsWith(" ") ? "" : " ";
  return {
    text: text.slice(0, from) + chosen + gap + after,
    caret: from + chosen.length + 1,
  };
}
