/** What is described elsewhere and would hide the rest: shown as `{…}`. */
const ELSEWHERE = new Set(["message", "room", "you", "rules", "notification", "member"]);
const WIDTH = 130;
const LONG = 160;

/**
 * JSON for people to read: on one line as far as that is short, with what is described elsewhere left out.
 */
export function compactJson(value: unknown): string {
  return write(value, 0, true);
}

function write(value: unknown, depth: number, isTop = false): string {
  const flat = inline(value);
  if (flat.length + 2 * depth <= WIDTH || typeof value !== "object" || value === null) return flat;
  const pad = "  ".repeat(depth + 1);
  const end = "  ".repeat(depth);
  if (Array.isArray(value)) {
    // One shows what they are like.
    const shown = value.slice(0, 1).map((one) => pad + write(one, depth + 1));
    if (value.length > 1) shown.push(`${pad}…`);
    return `[\n${shown.join(",\n")}\n${end}]`;
  }
  const lines = Object.entries(value).map(
    ([key, one]) => `${pad}${JSON.stringify(key)}: ${member(key, one, depth)}`,
  );
  return isTop || lines.length > 0 ? `{\n${lines.join(",\n")}\n${end}}` : "{}";
}

const isElsewhere = (key: string, value: unknown) =>
  ELSEWHERE.has(key) && typeof value === "object" && value !== null && JSON.stringify(value).length > LONG;
const member = (key: string, value: unknown, depth: number) =>
  isElsewhere(key, value) ? "{…}" : write(value, depth + 1);

function inline(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(inline).join(", ")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const fields = Object.entries(value).map(
    ([key, one]) => `${JSON.stringify(key)}: ${isElsewhere(key, one) ? "{…}" : inline(one)}`,
  );
  return fields.length === 0 ? "{}" : `{ ${fields.join(", ")} }`;
}
