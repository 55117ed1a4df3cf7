import { DatabaseError } from "pg";
import { z } from "zod";
import { BodyTooLarge } from "../http/body.ts";

/** Field names of PostgreSQL's error messages that Neon's driver copies onto its own error. */
const FIELDS = [
  "severity",
  "code",
  "detail",
  "hint",
  "position",
  "internalPosition",
  "internalQuery",
  "where",
  "schema",
  "table",
  "column",
  "dataType",
  "constraint",
  "file",
  "line",
  "routine",
] as const;

/**
 * Status and JSON body for a failure. The driver makes a database error of 400 alone; everything else it
 * reports as a server failure, which is right for a database that cannot be reached.
 */
export function answerError(error: unknown): { status: number; body: Record<string, unknown> } {
  if (error instanceof DatabaseError) {
    const fields = Object.fromEntries(
      FIELDS.map((name) => [name, error[name]]).filter(([, value]) => value !== undefined),
    );
    return { status: 400, body: { message: error.message, ...fields } };
  }
  if (error instanceof z.ZodError) return { status: 400, body: { message: z.prettifyError(error) } };
  if (error instanceof SyntaxError)
    return { status: 400, body: { message: `the body is not JSON: ${error.message}` } };
  if (error instanceof BodyTooLarge) return { status: 413, body: { message: error.message } };
  const message = error instanceof Error ? error.message : String(error);
  return { status: 503, body: { message: `the database cannot be reached: ${message}` } };
}
