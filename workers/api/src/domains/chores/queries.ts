import { and, eq, sql } from "drizzle-orm";
import type { Db } from "../../db/client.ts";
import { chores } from "./schema.ts";

/**
 * Takes a chore that is due and that nobody is at. Of two isolates at once one gets it; one that died while
 * it was at it keeps it until its lease ends.
 */
export async function takeChore(
  db: Db,
  name: string,
  times: { now: Date; due_at: Date; leased_until: Date },
): Promise<boolean> {
  const at = (time: Date) => sql`${time.toISOString()}::timestamptz`;
  const result = await db.execute(sql`
    insert into chores as known (name, due_at, leased_until)
    values (${name}, ${at(times.due_at)}, ${at(times.leased_until)})
    on conflict (name) do update set due_at = excluded.due_at, leased_until = excluded.leased_until
    where known.due_at <= ${at(times.now)} and (known.leased_until is null or known.leased_until <= ${at(times.now)})
    returning 1`);
  return result.rows.length > 0;
}

/** Gives a chore back. @param due_at when it is due again; null: as it was set when it was taken */
export const giveBackChore = (db: Db, name: string, leased_until: Date, due_at: Date | null) =>
  db
    .update(chores)
    .set({ leased_until: null, ...(due_at === null ? {} : { due_at }) })
    .where(and(eq(chores.name, name), eq(chores.leased_until, leased_until)));
