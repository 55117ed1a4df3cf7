/**
 * The part of zod that the contracts use, for the browser. zod itself is a sixth of what the first page may load; the
 * web app only needs to check answers and forms, so the build takes this in its place (see vite.config.ts). A test
 * loads every contract with both and compares their verdicts.
 */
import { IntSchema, NumberSchema, StringSchema } from "./light-primitives.ts";
import { fault, LightError, type Outcome, Schema } from "./light-schema.ts";

type Shape = Record<string, Schema>;

class ObjectSchema extends Schema {
  readonly shape: Shape;
  readonly isStrict: boolean;
  constructor(shape: Shape, isStrict: boolean) {
    super();
    this.shape = shape;
    this.isStrict = isStrict;
  }
  check(value: unknown): Outcome {
    if (typeof value !== "object" || value === null || Array.isArray(value))
      return fault("expected an object");
    const result: Record<string, unknown> = {};
    for (const [key, schema] of Object.entries(this.shape)) {
      const given: unknown = Reflect.get(value, key);
      const outcome = schema.check(given);
      if (!outcome.ok) return fault(outcome.message, [key, ...outcome.path]);
      if (outcome.value !== undefined || key in value) result[key] = outcome.value;
    }
    if (this.isStrict) {
      const unknown = Object.keys(value).find((key) => !(key in this.shape));
      if (unknown !== undefined) return fault("unknown key", [unknown]);
    }
    return { ok: true, value: result };
  }
  extend(shape: Shape): ObjectSchema {
    return new ObjectSchema({ ...this.shape, ...shape }, this.isStrict);
  }
  omit(mask: Record<string, true>): ObjectSchema {
    return new ObjectSchema(
      Object.fromEntries(Object.entries(this.shape).filter(([key]) => !(key in mask))),
      this.isStrict,
    );
  }
  pick(mask: Record<string, true>): ObjectSchema {
    return new ObjectSchema(
      Object.fromEntries(Object.entries(this.shape).filter(([key]) => key in mask)),
      this.isStrict,
    );
  }
  partial(): ObjectSchema {
    return new ObjectSchema(
      Object.fromEntries(Object.entries(this.shape).map(([key, schema]) => [key, schema.optional()])),
      this.isStrict,
    );
  }
}

class ArraySchema extends Schema {
  readonly element: Schema;
  readonly #from: number;
  readonly #to: number;
  constructor(element: Schema, from = 0, to = Number.POSITIVE_INFINITY) {
    super();
    this.element = element;
    this.#from = from;
    this.#to = to;
  }
  check(value: unknown): Outcome {
    if (!Array.isArray(value)) return fault("expected a list");
    if (value.length < this.#from || value.length > this.#to) return fault("wrong number of items");
    const result: unknown[] = [];
    for (const [index, item] of value.entries()) {
      const outcome = this.element.check(item);
      if (!outcome.ok) return fault(outcome.message, [index, ...outcome.path]);
      result.push(outcome.value);
    }
    return { ok: true, value: result };
  }
  min(from: number): ArraySchema {
    return new ArraySchema(this.element, from, this.#to);
  }
  max(to: number): ArraySchema {
    return new ArraySchema(this.element, this.#from, to);
  }
}

class RecordSchema extends Schema {
  readonly #key: Schema;
  readonly #value: Schema;
  constructor(key: Schema, value: Schema) {
    super();
    this.#key = key;
    this.#value = value;
  }
  check(value: unknown): Outcome {
    if (typeof value !== "object" || value === null || Array.isArray(value))
      return fault("expected an object");
    const result: Record<string, unknown> = {};
    for (const [key, item] of Object.entries(value)) {
      const name = this.#key.check(key);
      const outcome = name.ok ? this.#value.check(item) : name;
      if (!outcome.ok) return fault(outcome.message, [key, ...outcome.path]);
      result[key] = outcome.value;
    }
    return { ok: true, value: result };
  }
}

class OneOfSchema extends Schema {
  readonly options: readonly unknown[];
  constructor(options: readonly unknown[]) {
    super();
    this.options = options;
  }
  check(value: unknown): Outcome {
    return this.options.includes(value) ? { ok: true, value } : fault("not one of the possible values");
  }
}

class UnionSchema extends Schema {
  readonly options: readonly Schema[];
  constructor(options: readonly Schema[]) {
    super();
    this.options = options;
  }
  check(value: unknown): Outcome {
    for (const option of this.options) {
      const outcome = option.check(value);
      if (outcome.ok) return outcome;
    }
    return fault("fits none of the possible shapes");
  }
}

class BooleanSchema extends Schema {
  check(value: unknown): Outcome {
    return typeof value === "boolean" ? { ok: true, value } : fault("expected true or false");
  }
}

class AnythingSchema extends Schema {
  check(value: unknown): Outcome {
    return { ok: true, value };
  }
}

const EMAIL = /^(?!\.)(?!.*\.\.)([a-z0-9_'+\-.]*)[a-z0-9_+-]@([a-z0-9][a-z0-9-]*\.)+[a-z]{2,}$/i;
const DATETIME =
  /^(?:(?:\d\d[2468][048]|\d\d[13579][26]|\d\d0[48]|[02468][048]00|[13579][26]00)-02-29|\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\d|30)|(?:02)-(?:0[1-9]|1\d|2[0-8])))T(?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:\.\d+)?)?Z$/;

function isUrl(value: string): boolean {
  return URL.canParse(value);
}

export const z = {
  object: (shape: Shape) => new ObjectSchema(shape, false),
  strictObject: (shape: Shape) => new ObjectSchema(shape, true),
  array: (element: Schema) => new ArraySchema(element),
  record: (key: Schema, value: Schema) => new RecordSchema(key, value),
  string: () => new StringSchema(),
  number: () => new NumberSchema(),
  int: () => new IntSchema(),
  boolean: () => new BooleanSchema(),
  unknown: () => new AnythingSchema(),
  literal: (value: unknown) => new OneOfSchema([value]),
  enum: (values: readonly string[]) => new OneOfSchema(values),
  union: (options: readonly Schema[]) => new UnionSchema(options),
  discriminatedUnion: (_key: string, options: readonly Schema[]) => new UnionSchema(options),
  email: () => new StringSchema().regex(EMAIL),
  url: () => new StringSchema().refine(isUrl),
  iso: { datetime: () => new StringSchema().regex(DATETIME) },
  coerce: { number: () => new NumberSchema(true) },
};

/** zod's global settings: nothing here is compiled, so there is nothing to set. */
export function config(_settings: object): void {}

export { LightError as ZodError };
