const MOST_TAGS = 40;
const LONGEST_NAME = 64;
const LONGEST_VALUE = 1000;
/** Written by tools for tools. */
const NOISE =
  /^(itunsmpb|itunnorm|itunes_cddb.*|encoding params|_statistics_.*|major_brand|minor_version|compatible_brands|handler_name|vendor_id|wmfsdk.*|ufid.*)$/;

/** Tags as they may be shown: no control characters, bounded in number and length, names in lower case. */
export function cleanTags(tags: Record<string, string>): Record<string, string> {
  const kept: Record<string, string> = {};
  let count = 0;
  for (const [rawName, rawValue] of Object.entries(tags)) {
    if (count >= MOST_TAGS) break;
    const name = clean(rawName.toLowerCase(), LONGEST_NAME);
    const value = clean(rawValue, LONGEST_VALUE);
    if (name === "" || value === "" || NOISE.test(name) || Object.hasOwn(kept, name) || name === "__proto__")
      continue;
    kept[name] = value;
    count += 1;
  }
  return kept;
}

/**
 * Line ends and tabs become spaces; other control characters, those that turn text around, and lone
 * surrogates go.
 */
function clean(text: string, longest: number): string {
  const plain = text
    .replace(/[\t\r\n]+/g, " ")
    .replace(/[\p{Cc}\p{Cs}\u200E\u200F\u202A-\u202E\u2066-\u2069\uFEFF\uFFFD]/gu, "")
    .trim();
  if (plain.length <= longest) return plain;
  return plain
    .slice(0, longest)
    .replace(/[\uD800-\uDBFF]$/, "")
    .trimEnd();
}
