import { z } from "zod";

/** A line of a Worker or of the transcoder (packages/worker-kit/src/log.ts and its like). */
const JsonLine = z.looseObject({ level: z.string(), message: z.string() });
/** Of no use to a reader: ids to search for in the log files, and what the line's head says already. */
const LEFT_OUT = new Set(["at", "level", "worker", "message", "trace_id", "span_id", "request_id", "ms"]);
/** wrangler repeats each request that the Workers log themselves, and lists every binding at each start. */
const NOISE = [
  /^\[wrangler:info\]/,
  /^env\./,
  /^Binding\s+Resource/,
  /has access to the following bindings/,
  /^Service bindings, Durable Object bindings/,
  /Scheduled Workers are not automatically/,
  /To manually trigger a scheduled event/,
  /^\s*curl "http/,
  /For more details, see .*cron/,
  /^⎔/,
  /^Using secrets defined in/,
];

/** Said many times a minute while a track is worked on. */
const QUIET = new Set(["pushed"]);

/** A person's act, not a read and not the pipeline talking to itself. */
const isChange = ({ method, route }: Record<string, unknown>): boolean =>
  method !== "GET" && method !== "HEAD" && typeof route === "string" && route.startsWith("/api/");

const show = (value: unknown): string => (typeof value === "string" ? value : JSON.stringify(value));

/**
 * A log line for a person at a terminal, or undefined for what needs no eyes: what went well, or with
 * `showsRequests` only successful reads and what is said twice. The log files hold every line as it was.
 */
export function readableLine(line: string, showsRequests: boolean): string | undefined {
  if (NOISE.some((pattern) => pattern.test(line))) return undefined;
  const start = line.indexOf("{");
  if (start === -1) return line;
  const parsed = parseJson(line.slice(start));
  if (parsed === undefined) return line;
  const { level, message } = parsed;
  if (level === "info" && !showsRequests) return undefined;
  if (level === "info" && (message === "request" ? !isChange(parsed) : QUIET.has(message))) return undefined;
  const facts = Object.entries(parsed).filter(([name]) => !LEFT_OUT.has(name));
  const words =
    message === "request"
      ? facts.map(([, value]) => show(value))
      : facts.map(([name, value]) => `${name}=${show(value)}`);
  const prefix = line.slice(0, start).trim();
  return [prefix, level === "info" ? "" : level.toUpperCase(), message, ...words]
    .filter((word) => word !== "")
    .join(" ");
}

function parseJson(text: string): z.infer<typeof JsonLine> | undefined {
  try {
    return JsonLine.safeParse(JSON.parse(text)).data;
  } catch {
    // Not a JSON line: it is shown as it is.
    return undefined;
  }
}
