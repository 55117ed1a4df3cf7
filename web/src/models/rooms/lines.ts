/**
 * What a text area holds, one entry a line: trimmed, without empty ones and doubles, each cut to `max`
 * characters.
 */
export function linesOf(text: string, max: number): string[] {
  const lines = text.split("\n").map((line) => line.trim().slice(0, max));
  return [...new Set(lines.filter((line) => line !== ""))];
}
