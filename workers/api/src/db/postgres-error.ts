import { z } from "zod";

const PostgresError = z.object({
  code: z.string().length(5),
  constraint: z.string().nullish(),
  message: z.string(),
});

/**
 * The SQLSTATE and constraint of what a query threw, however deep Drizzle and the driver wrapped it; else
 * null.
 */
export function postgresError(thrown: unknown): { code: string; constraint: string | null } | null {
  let cause = thrown;
  for (let depth = 0; depth < 5 && cause instanceof Error; depth++) {
    const parsed = PostgresError.safeParse({
      code: Reflect.get(cause, "code"),
      constraint: Reflect.get(cause, "constraint"),
      message: cause.message,
    });
    if (parsed.success) return { code: parsed.data.code, constraint: parsed.data.constraint ?? null };
    cause = cause.cause;
  }
  return null;
}

/** Whether it was thrown because the named unique constraint holds. */
export function violates(thrown: unknown, constraint: string): boolean {
  const error = postgresError(thrown);
  return error?.code === "23505" && error.constraint === constraint;
}
