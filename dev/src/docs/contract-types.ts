import { z } from "zod";

/** Names that stand for a schema instead of what it consists of, such as `ChatMessage`. */
export type Names = ReadonlyMap<z.ZodType, string>;

export interface Field {
  name: string;
  type: string;
  isOptional: boolean;
}

/** The fields of an object schema, in its order, with their types as words. */
export function fieldsOf(schema: z.ZodType, names: Names): Field[] {
  if (!(schema instanceof z.ZodObject)) return [];
  return Object.entries(schema.shape as Record<string, z.ZodType>).map(([name, value]) => ({
    name,
    type: typeText(value, names),
    isOptional: value instanceof z.ZodOptional || value instanceof z.ZodDefault,
  }));
}

/** A type in the notation of TypeScript, with its limits in brackets. */
export function typeText(schema: z.ZodType, names: Names): string {
  const name = names.get(schema);
  if (name !== undefined) return name;
  const inner = (value: unknown) => typeText(value as z.ZodType, names);
  if (schema instanceof z.ZodOptional) return inner(schema.unwrap());
  if (schema instanceof z.ZodNullable) return `${inner(schema.unwrap())} | null`;
  if (schema instanceof z.ZodDefault)
    return `${inner(schema.unwrap())} = ${JSON.stringify(schema.def.defaultValue)}`;
  if (schema instanceof z.ZodArray) return `${bracketed(inner(schema.element))}[]${sizes(schema, "items")}`;
  if (schema instanceof z.ZodEnum) return schema.options.map((one) => JSON.stringify(one)).join(" | ");
  if (schema instanceof z.ZodLiteral) return [...schema.values].map((one) => JSON.stringify(one)).join(" | ");
  if (schema instanceof z.ZodRecord) return `{ [name]: ${inner(schema.valueType)} }`;
  if (schema instanceof z.ZodUnion) return schema.options.map(inner).join(" | ");
  if (schema instanceof z.ZodObject)
    return `{ ${fieldsOf(schema, names)
      .map((field) => `${field.name}${field.isOptional ? "?" : ""}: ${field.type}`)
      .join(", ")} }`;
  if (schema instanceof z.ZodString) return `string${sizes(schema, "characters")}`;
  if (schema instanceof z.ZodISODateTime) return "time";
  if (schema instanceof z.ZodNumber) return `${schema.isInt ? "int" : "number"}${range(schema)}`;
  if (schema instanceof z.ZodBoolean) return "boolean";
  if (schema instanceof z.ZodUnknown) return "any";
  throw new Error(`a type that the documentation has no words for: ${schema.def.type}`);
}

const bracketed = (type: string) => (type.includes(" | ") ? `(${type})` : type);

function sizes(schema: z.ZodString | z.ZodArray, what: string): string {
  const checks = (schema.def.checks ?? []).map(
    (check) => check._zod.def as unknown as Record<string, unknown>,
  );
  const limit = (kind: string, key: string) => checks.find(({ check }) => check === kind)?.[key];
  const [least, most] = [limit("min_length", "minimum"), limit("max_length", "maximum")];
  if (least === undefined && most === undefined) return "";
  if (most === undefined) return ` (at least ${least} ${what})`;
  return ` (${least === undefined ? "at most" : `${least} to`} ${most} ${what})`;
}

function range(schema: z.ZodNumber): string {
  const { minValue, maxValue } = schema;
  const least = minValue !== null && minValue > Number.MIN_SAFE_INTEGER ? minValue : null;
  const most = maxValue !== null && maxValue < Number.MAX_SAFE_INTEGER ? maxValue : null;
  if (least === null && most === null) return "";
  if (most === null) return Number.isInteger(least) ? ` (from ${least})` : "";
  return least === null ? ` (to ${most})` : ` (${least} to ${most})`;
}

/**
 * What the doc comments of a contract's source say: of exported schemas (`ChatMessage`), of frames
 * (`message.send`), and of fields (`ChatMessage.pinned`, `history.get.limit`).
 */
export function docCommentsOf(source: string): Map<string, string> {
  const found = new Map<string, string>();
  let within = "";
  const marks =
    /\/\*\*([\s\S]*?)\*\/\s*(?=(?:export const (\w+) =)|(?:z\.object\(\{\s*t: z\.literal\("([^"]+)"\))|(?:(\w+)(?::|,)))|export const (\w+) =|t: z\.literal\("([^"]+)"\)/g;
  for (const [, comment, exported, frame, field, name, literal] of source.matchAll(marks)) {
    if (comment === undefined) {
      within = name ?? literal ?? within;
      continue;
    }
    const key = exported ?? frame ?? `${within}.${field}`;
    if (!found.has(key)) found.set(key, comment.replaceAll(/\s*\n\s*\*\s*/g, " ").trim());
  }
  // A frame that takes the fields of a schema over takes what is said of them too.
  for (const [, frame, schema] of source.matchAll(/t: z\.literal\("([^"]+)"\)[^}]*?\.\.\.(\w+)\.shape/g))
    for (const [key, comment] of [...found])
      if (key.startsWith(`${schema}.`)) found.set(key.replace(`${schema}.`, `${frame}.`), comment);
  return found;
}
