export interface Guess {
  title: string;
  artist: string | null;
}

/**
 * Title and artist from a file's name: `03 - Band - Song (final).wav` → Song (final) by Band. Track numbers
 * and underscores go; what has no dash is a title.
 */
export function guessFromName(fileName: string): Guess {
  const bare = fileName
    .replace(/^.*[\\/]/, "")
    .replace(/\.[a-z0-9]{2,5}$/i, "")
    .replace(/_+/g, " ")
    .replace(/\s+/g, " ")
    .trim();
  const unnumbered = bare.replace(/^\d{1,3}(?:\s*[.\-–)]\s*|\s+)(?=\S)/, "");
  const name = unnumbered === "" ? bare : unnumbered;
  const parts = name.split(/\s+[-–—]\s+/).filter((part) => part !== "");
  const [first, ...rest] = parts;
  if (first === undefined) return { title: "", artist: null };
  if (rest.length === 0) return { title: first.slice(0, 200), artist: null };
  return { title: rest.join(" – ").slice(0, 200), artist: first.slice(0, 100) };
}
