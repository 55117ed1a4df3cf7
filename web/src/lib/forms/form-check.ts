import type { z } from "zod";
import { ApiError, type ApiErrorCode } from "../api/api-error.ts";

/** Names of the body's fields that the contract refuses. A list's item counts as its list. */
export function invalidFields(schema: z.ZodObject, body: unknown): ReadonlySet<string> {
  const parsed = schema.safeParse(body);
  if (parsed.success) return new Set();
  return new Set(parsed.error.issues.map(({ path }) => String(path[0] ?? "")));
}

/** Codes of the platform that are about one field. */
export type FieldCodes = Readonly<Partial<Record<ApiErrorCode, string>>>;

/**
 * Names of the fields that the platform refused: those that it points at, and the one that its code is about.
 */
export function refusedFields(error: unknown, codes: FieldCodes): ReadonlySet<string> {
  if (!(error instanceof ApiError)) return new Set();
  const pointed = error.fields.map(({ pointer }) => pointer.split("/")[1] ?? "");
  const own = codes[error.code];
  return new Set(own === undefined ? pointed : [...pointed, own]);
}

/** How many characters a text field of the body takes; undefined where the contract says nothing. */
export function longestOf(schema: z.ZodObject, field: string): number | undefined {
  let inner: unknown = schema.shape[field];
  while (typeof inner === "object" && inner !== null) {
    const longest: unknown = Reflect.get(inner, "maxLength");
    if (typeof longest === "number") return longest;
    const def: unknown = Reflect.get(inner, "def");
    inner = typeof def === "object" && def !== null ? Reflect.get(def, "innerType") : undefined;
  }
  return undefined;
}
