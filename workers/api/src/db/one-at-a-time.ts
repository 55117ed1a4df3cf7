import { type SQL, sql } from "drizzle-orm";
import type { Db } from "./client.ts";

/**
 * Runs a statement while no other one of the same name runs: both are one transaction, and the statement
 * begins after the lock is held, so that it sees what the one before it wrote. For decisions that rest on
 * rows which do not exist yet and so can't be locked themselves. The lock ends with the transaction; it works
 * behind a pooler as well.
 * @returns how many rows the statement returned
 */
export async function oneAtATime(db: Db, name: string, statement: SQL): Promise<number> {
  const [, result] = await db.batch([
    db.execute(sql`select pg_advisory_xact_lock(hashtextextended(${name}, 0))`),
    db.execute(statement),
  ]);
  return result.rows.length;
}
