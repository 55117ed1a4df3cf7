import { fault, type Outcome, Schema } from "./light-schema.ts";

/** A check added to a schema: true when the value passes. */
type Rule<T> = (value: T) => boolean;

export class StringSchema extends Schema {
  readonly #rules: readonly Rule<string>[];
  readonly #shape: (text: string) => string;
  constructor(rules: readonly Rule<string>[] = [], shape = (text: string) => text) {
    super();
    this.#rules = rules;
    this.#shape = shape;
  }
  check(value: unknown): Outcome {
    if (typeof value !== "string") return fault("expected text");
    const text = this.#shape(value);
    return this.#rules.every((rule) => rule(text)) ? { ok: true, value: text } : fault("text out of bounds");
  }
  refine(rule: Rule<string>): StringSchema {
    return new StringSchema([...this.#rules, rule], this.#shape);
  }
  trim(): StringSchema {
    return new StringSchema(this.#rules, (text) => this.#shape(text).trim());
  }
  toLowerCase(): StringSchema {
    return new StringSchema(this.#rules, (text) => this.#shape(text).toLowerCase());
  }
  min(length: number): StringSchema {
    return this.refine((text) => text.length >= length);
  }
  max(length: number): StringSchema {
    return this.refine((text) => text.length <= length);
  }
  length(length: number): StringSchema {
    return this.refine((text) => text.length === length);
  }
  regex(pattern: RegExp): StringSchema {
    return this.refine((text) => pattern.test(text));
  }
}

export class NumberSchema extends Schema {
  readonly #isCoerced: boolean;
  readonly #rules: readonly Rule<number>[];
  constructor(isCoerced = false, rules: readonly Rule<number>[] = []) {
    super();
    this.#isCoerced = isCoerced;
    this.#rules = rules;
  }
  check(value: unknown): Outcome {
    const number = this.#isCoerced ? Number(value) : value;
    if (typeof number !== "number" || !Number.isFinite(number)) return fault("expected a number");
    return this.#rules.every((rule) => rule(number))
      ? { ok: true, value: number }
      : fault("number out of bounds");
  }
  refine(rule: Rule<number>): NumberSchema {
    return new NumberSchema(this.#isCoerced, [...this.#rules, rule]);
  }
  int(): NumberSchema {
    return this.refine((it) => Number.isSafeInteger(it));
  }
  min(from: number): NumberSchema {
    return this.refine((it) => it >= from);
  }
  max(to: number): NumberSchema {
    return this.refine((it) => it <= to);
  }
  positive(): NumberSchema {
    return this.refine((it) => it > 0);
  }
  nonnegative(): NumberSchema {
    return this.refine((it) => it >= 0);
  }
}

export class IntSchema extends NumberSchema {
  constructor() {
    super(false, [(it) => Number.isSafeInteger(it)]);
  }
}
