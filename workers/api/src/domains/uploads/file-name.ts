import { isVisible } from "@veza/contracts/text";

const MAX_LENGTH = 200;

/**
 * A file name as it is shown: the last component of whatever path came with it, in Unicode's composed form,
 * without control and direction-changing characters. It is never part of an object key or of a command.
 */
export function displayName(raw: string): string {
  const last =
    raw
      .normalize("NFC")
      .split(/[/\\\u2215\u2044\u29f8]/)
      .at(-1) ?? "";
  const clean = [...last.replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Surrogate}]/gu, "").trim()]
    .slice(0, MAX_LENGTH)
    .join("");
  return !isVisible(clean) || clean === "." || clean === ".." ? "untitled" : clean;
}
