import { type SQL, sql } from "drizzle-orm";
import type { outbox } from "../domains/outbox/schema.ts";
import type { Db } from "./client.ts";

/**
 * Runs a conditional change and writes its events only if it changed something, in one statement.
 * @param change an UPDATE or INSERT … without RETURNING; `then` are further data-modifying statements that refer to
 * `changed` (its one row has the columns of `returning`)
 * @returns whether a row was changed
 */
export async function writeIf(
  db: Db,
  change: SQL,
  options: { events: (typeof outbox.$inferInsert)[]; returning?: SQL; also?: SQL[] },
): Promise<boolean> {
  const events = JSON.stringify(
    options.events.map(({ event_id, queue, body }) => ({ event_id, queue, body })),
  );
  const also = (options.also ?? []).map((statement, i) => sql`, ${sql.raw(`also_${i}`)} as (${statement})`);
  const result = await db.execute(sql`
    with changed as (${change} returning ${options.returning ?? sql`1 as one`})
    ${sql.join(also)}
    , written as (
      insert into outbox (event_id, queue, body)
      select e.event_id, e.queue, e.body
      from jsonb_to_recordset(${events}::jsonb) as e(event_id text, queue text, body jsonb)
      where exists (select 1 from changed)
    )
    select 1 from changed`);
  return result.rows.length > 0;
}
