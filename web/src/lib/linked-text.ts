export type Run = { text: string; href: string | null };

/** An http(s) address in running text, without the punctuation of the sentence that it ends. */
const ADDRESS = /https?:\/\/[^\s<>"'`|]+/giu;
const SENTENCE_END = /[.,;:!?…»”’)\]}]+$/u;

/** Cuts a plain text into runs of words and addresses. Only http and https, as the browser reads them. */
export function linkedRuns(text: string): Run[] {
  const runs: Run[] = [];
  let at = 0;
  for (const match of text.matchAll(ADDRESS)) {
    const address = withoutSentenceEnd(match[0]);
    if (!URL.canParse(address)) continue;
    if (match.index > at) runs.push({ text: text.slice(at, match.index), href: null });
    runs.push({ text: address, href: new URL(address).href });
    at = match.index + address.length;
  }
  if (at < text.length) runs.push({ text: text.slice(at), href: null });
  return runs;
}

/** A closing bracket belongs to the address when it was opened within it. */
function withoutSentenceEnd(address: string): string {
  const end = SENTENCE_END.exec(address)?.[0] ?? "";
  const bare = address.slice(0, address.length - end.length);
  return end.startsWith(")") && bare.split("(").length > bare.split(")").length ? `${bare})` : bare;
}
