import { z } from "zod";

const parsed = new WeakMap<object, unknown>();

/**
 * Parses the bindings and variables of a Worker once an isolate. A wrong environment is one clear error that
 * names the variables and never their values.
 */
export function parseEnv<S extends z.ZodType>(schema: S, env: object): z.output<S> {
  const known = parsed.get(env);
  if (known !== undefined) return known as z.output<S>;
  const result = schema.safeParse(env);
  if (!result.success) {
    const names = result.error.issues.map((issue) => `${issue.path.join(".")}: ${issue.code}`).join("; ");
    throw new Error(`the environment of this Worker is not usable: ${names}`);
  }
  parsed.set(env, result.data);
  return result.data;
}

/** A binding of the platform: there or not; its type is the platform's. */
export const binding = <T>() => z.custom<T>((value) => value !== undefined && value !== null);

export const Environment = z.enum(["development", "test", "production"]);

/** A secret that signs something. The stand-ins of a developer's copy are random, so one minimum fits all. */
export const Secret = z.string().min(16);
