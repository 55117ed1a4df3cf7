export type Path = readonly (string | number)[];
export type Outcome = { ok: true; value: unknown } | { ok: false; message: string; path: Path };

export function fault(message: string, path: Path = []): Outcome {
  return { ok: false, message, path };
}

export class LightError extends Error {
  readonly issues: readonly { message: string; path: Path }[];
  constructor(message: string, path: Path) {
    super(`${path.join(".")}: ${message}`);
    this.issues = [{ message, path }];
  }
}

/** What every schema can do. `check` answers the parsed value or the first thing that is wrong. */
export abstract class Schema {
  abstract check(value: unknown): Outcome;

  parse(value: unknown): unknown {
    const outcome = this.check(value);
    if (!outcome.ok) throw new LightError(outcome.message, outcome.path);
    return outcome.value;
  }

  safeParse(value: unknown): { success: true; data: unknown } | { success: false; error: LightError } {
    const outcome = this.check(value);
    return outcome.ok
      ? { success: true, data: outcome.value }
      : { success: false, error: new LightError(outcome.message, outcome.path) };
  }

  optional(): Schema {
    return new WrappedSchema(this, undefined, undefined);
  }

  nullable(): Schema {
    return new WrappedSchema(this, null, null);
  }

  default(value: unknown): Schema {
    return new WrappedSchema(this, undefined, value);
  }
}

/** Another schema, with one value that stands for itself or for a default. */
class WrappedSchema extends Schema {
  readonly #inner: Schema;
  readonly #absent: unknown;
  readonly #instead: unknown;
  constructor(inner: Schema, absent: unknown, instead: unknown) {
    super();
    this.#inner = inner;
    this.#absent = absent;
    this.#instead = instead;
  }
  check(value: unknown): Outcome {
    return value === this.#absent ? { ok: true, value: this.#instead } : this.#inner.check(value);
  }
}
