/** Longest text of a statement in a log line. */
const MAX_STATEMENT = 400;
const MAX_DEPTH = 6;

/** Secrets and addresses by their form, wherever they turn up in an error's words. */
const PRIVATE: readonly [RegExp, string][] = [
  [/\$2[abxy]?\$\d\d\$[./A-Za-z0-9]{20,}/g, "[hash]"],
  [/\bv(?:rt|et|si|bs|wh)_[\w-]{8,}/g, "[token]"],
  [/\beyJ[\w-]+\.[\w-]+\.[\w-]*/g, "[token]"],
  [/\b[0-9a-f]{64}\b/gi, "[hash]"],
  [/(?:"[^"]*"|[^\s"'<>(),;:=@]+)@[^\s"'<>(),;:=@]+\.[^\s"'<>(),;:=@]+/g, "[address]"],
];

/**
 * An error and its causes as one line of a log, without what a request brought along. The place where an
 * error becomes text: a failed statement is told by its SQL without its parameters (Drizzle puts them into
 * the message), what Postgres refused by its SQLSTATE and the names of what refused (its words quote values),
 * everything else by its message without addresses, hashes and tokens. Errors that came over RPC have lost
 * their class and members, so the form of the message decides.
 */
export function describeError(cause: unknown): string {
  const parts: string[] = [];
  let current = cause;
  for (let depth = 0; depth < MAX_DEPTH && current !== undefined && current !== null; depth++) {
    parts.push(describeOne(current));
    current = current instanceof Error ? current.cause : undefined;
  }
  return parts.length === 0 ? String(cause) : parts.join(": ");
}

/** Where an error was thrown: the frames of its stack. The lines before them repeat its message. */
export function framesOf(cause: unknown): string | undefined {
  if (!(cause instanceof Error) || cause.stack === undefined) return undefined;
  const frames = cause.stack
    .split("\n")
    .filter((line) => /^\s+at .*(?::\d+|<anonymous>|native)\)?$/.test(line));
  return frames.length === 0 ? undefined : withoutPrivate(frames.join("\n"));
}

function describeOne(thrown: unknown): string {
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  const statement = statementOf(message);
  if (statement !== null) return statement;
  const refusal = thrown instanceof Error ? postgresRefusal(thrown) : null;
  return refusal ?? withoutPrivate(message);
}

/** Drizzle's `Failed query: …\nparams: …`, also where other words stand before it. */
function statementOf(message: string): string | null {
  const at = message.indexOf("Failed query: ");
  if (at < 0) return null;
  const [sql = ""] = message.slice(at + "Failed query: ".length).split("\nparams:");
  const text = sql.replaceAll(/\s+/g, " ").trim();
  return `a statement failed: ${withoutPrivate(text.slice(0, MAX_STATEMENT))}`;
}

function postgresRefusal(error: Error): string | null {
  const code: unknown = Reflect.get(error, "code");
  const isPostgres =
    typeof code === "string" &&
    /^[0-9A-Z]{5}$/.test(code) &&
    ("severity" in error || "constraint" in error || error.name === "NeonDbError");
  if (!isPostgres) return null;
  const names = ["constraint", "table", "column"].flatMap((name) => {
    const value: unknown = Reflect.get(error, name);
    return typeof value === "string" && value !== "" ? [`${name} ${value}`] : [];
  });
  return ["postgres", code, ...names].join(" ");
}

const withoutPrivate = (text: string) =>
  PRIVATE.reduce((rest, [pattern, word]) => rest.replaceAll(pattern, word), text);
