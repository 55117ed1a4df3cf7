import { type SQL, sql } from "drizzle-orm";
import type { outbox } from "../domains/outbox/schema.ts";
import type { Db } from "./client.ts";

/**
 * Runs one conditional change and writes its events only if it changed something, in one statement and one
 * round trip. What needs more than that is a `transaction()`.
 * @param change an UPDATE or INSERT … without RETURNING
 * @returns whether a row was changed
 */
export async function writeIf(db: Db, change: SQL, events: (typeof outbox.$inferInsert)[]): Promise<boolean> {
  const rows = JSON.stringify(events.map(({ event_id, queue, body }) => ({ event_id, queue, body })));
  const result = await db.execute(sql`
    with changed as (${change} returning 1 as one)
    , written as (
      insert into outbox (event_id, queue, body)
      select e.event_id, e.queue, e.body
      from jsonb_to_recordset(${rows}::jsonb) as e(event_id text, queue text, body jsonb)
      where exists (select 1 from changed)
    )
    select 1 from changed`);
  return result.rows.length > 0;
}
