import { and, desc, inArray, lt, type SQL, sql } from "drizzle-orm";
import type { Db } from "../../db/client.ts";
import { LOCKOUT_BASE_S, LOCKOUT_CAP_S } from "./lockout.ts";
import { loginFailures } from "./schema.ts";

/** What is counted together, and how many in a row begin a delay. */
export interface CountedKey {
  key: string;
  threshold: number;
}

/** One more than before; an hour of peace starts the count again. `f` is the row that is there. */
const NEXT = sql.raw(
  "(case when greatest(f.updated_at, coalesce(f.locked_until, f.updated_at)) < now() - interval '1 hour' then 1 else f.count + 1 end)",
);

/**
 * Counts one attempt under every key unless one of them is locked, and locks those that have reached their
 * threshold, in one statement: a row is locked while it is counted, so that of two at once one sees the
 * other. Keys that come before the one that refuses stay counted, so the narrowest comes first.
 * @returns the counts in a row, or null when the attempt has to wait
 */
export async function reserveAttempt(db: Db, keys: CountedKey[]): Promise<number[] | null> {
  const steps = keys.map(({ key, threshold }, i) => {
    const before = i === 0 ? sql`` : sql` from ${name(i - 1)}`;
    const delay = sql`least(${LOCKOUT_CAP_S}::int, ${LOCKOUT_BASE_S}::int * 2 ^ least(${NEXT} - ${threshold}::int, 20))`;
    return sql`${name(i)} as (
      insert into login_failures as f (key, count, locked_until, updated_at)
      select ${key}, 1, null, now()${before}
      on conflict (key) do update set
        count = ${NEXT},
        locked_until = case when ${NEXT} >= ${threshold}::int then now() + ${delay} * interval '1 second' end,
        updated_at = now()
      where f.locked_until is null or f.locked_until <= now()
      returning f.count)`;
  });
  const last = keys.length - 1;
  const columns = keys.map((_, i) => sql`(select count from ${name(i)}) as ${sql.raw(`c${i}`)}`);
  const result = await db.execute<Record<string, number | string | null>>(
    sql`with ${sql.join(steps, sql`, `)} select ${sql.join(columns, sql`, `)}`,
  );
  const row = result.rows[0] ?? {};
  return row[`c${last}`] == null ? null : keys.map((_, i) => Number(row[`c${i}`]));
}

const name = (i: number): SQL => sql.raw(`r${i}`);

/** When the latest of these locks ends, or null. */
export async function lockedUntil(db: Db, keys: string[]): Promise<Date | null> {
  const rows = await db
    .select({ until: loginFailures.locked_until })
    .from(loginFailures)
    .where(and(inArray(loginFailures.key, keys), sql`${loginFailures.locked_until} > now()`))
    .orderBy(desc(loginFailures.locked_until));
  return rows[0]?.until ?? null;
}

export const clearFailures = (db: Db, keys: string[]) =>
  db.delete(loginFailures).where(inArray(loginFailures.key, keys));

/** An attempt that was right was none: it is taken off again, and with it a lock that it alone began. */
export const giveBackAttempt = (db: Db, key: string, threshold: number) =>
  db
    .update(loginFailures)
    .set({
      count: sql`greatest(0, ${loginFailures.count} - 1)`,
      locked_until: sql`case when ${loginFailures.count} > ${threshold}::int then ${loginFailures.locked_until} end`,
    })
    .where(inArray(loginFailures.key, [key]));

/** Counts that no delay comes from any more. */
export const forgetFailures = (db: Db, before: Date) =>
  db
    .delete(loginFailures)
    .where(
      and(lt(loginFailures.updated_at, before), sql`coalesce(${loginFailures.locked_until} < now(), true)`),
    );
