import type { IncomingHttpHeaders } from "node:http";
import { z } from "zod";

/**
 * What Neon's serverless driver sends to `POST /sql`. Parameters come as PostgreSQL text (`"42"`, `"t"`,
 * `"{1,2}"`, `"\\x00ff"`) or null; numbers and booleans are taken too, as a hand-written client may send
 * them.
 */
const Parameter = z
  .union([z.string(), z.number(), z.boolean(), z.null()])
  .transform((value) => (value === null ? null : String(value)));
const Statement = z.object({ query: z.string().min(1), params: z.array(Parameter).default([]) });
export type Statement = z.output<typeof Statement>;

const Body = z.union([z.object({ queries: z.array(Statement).max(10_000) }), Statement]);

const Flag = z.enum(["true", "false"]).transform((value) => value === "true");
const Headers = z.object({
  "neon-connection-string": z.string().min(1),
  "neon-raw-text-output": Flag.default(false),
  "neon-array-mode": Flag.default(false),
  "neon-batch-isolation-level": z
    .enum(["ReadUncommitted", "ReadCommitted", "RepeatableRead", "Serializable"])
    .optional(),
  "neon-batch-read-only": Flag.optional(),
  "neon-batch-deferrable": Flag.optional(),
});

export interface ResultMode {
  /** Rows as arrays instead of objects. */
  arrayMode: boolean;
  /** Values as PostgreSQL prints them instead of JSON values. */
  rawText: boolean;
}

export type SqlRequest =
  | { kind: "single"; statement: Statement; mode: ResultMode }
  | { kind: "batch"; statements: Statement[]; mode: ResultMode; begin: string };

const LEVELS = {
  ReadUncommitted: "READ UNCOMMITTED",
  ReadCommitted: "READ COMMITTED",
  RepeatableRead: "REPEATABLE READ",
  Serializable: "SERIALIZABLE",
} as const;

/**
 * Reads one request of the driver.
 * @throws z.ZodError or SyntaxError when it is not of Neon's form
 */
export function parseSqlRequest(headers: IncomingHttpHeaders, body: string): SqlRequest {
  const head = Headers.parse(headers);
  const mode = { arrayMode: head["neon-array-mode"], rawText: head["neon-raw-text-output"] };
  const parsed = Body.parse(JSON.parse(body) as unknown);
  if ("query" in parsed) return { kind: "single", statement: parsed, mode };

  const begin = ["BEGIN"];
  const level = head["neon-batch-isolation-level"];
  if (level !== undefined) begin.push(`ISOLATION LEVEL ${LEVELS[level]}`);
  const readOnly = head["neon-batch-read-only"];
  if (readOnly !== undefined) begin.push(readOnly ? "READ ONLY" : "READ WRITE");
  const deferrable = head["neon-batch-deferrable"];
  if (deferrable !== undefined) begin.push(deferrable ? "DEFERRABLE" : "NOT DEFERRABLE");
  return { kind: "batch", statements: parsed.queries, mode, begin: begin.join(" ") };
}
