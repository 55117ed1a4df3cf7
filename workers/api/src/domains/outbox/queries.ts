import type { QueueName } from "@veza/contracts/events";
import { eq, inArray, sql } from "drizzle-orm";
import type { Db } from "../../db/client.ts";
import { consumedEvents, outbox } from "./schema.ts";

export interface ClaimedEvent {
  seq: number;
  queue: QueueName;
  body: unknown;
}

/** How long a dispatcher may hold rows before another takes them: longer than any send. */
const CLAIM_SECONDS = 30;

/** Takes up to `limit` unsent events in order. SKIP LOCKED lets two dispatchers share the work. */
export async function claimEvents(db: Db, limit: number): Promise<ClaimedEvent[]> {
  const claimed = await db
    .update(outbox)
    .set({
      claimed_until: sql`now() + make_interval(secs => ${CLAIM_SECONDS})`,
      attempts: sql`${outbox.attempts} + 1`,
    })
    .where(
      inArray(
        outbox.seq,
        sql`(select seq from outbox where claimed_until is null or claimed_until < now() order by seq limit ${limit} for update skip locked)`,
      ),
    )
    .returning({ seq: outbox.seq, queue: outbox.queue, body: outbox.body });
  return claimed.sort((a, b) => a.seq - b.seq);
}

export async function removeSent(db: Db, seqs: number[]): Promise<void> {
  if (seqs.length > 0) await db.delete(outbox).where(inArray(outbox.seq, seqs));
}

/** Events that wait, and since when the oldest one does. */
export async function outboxBacklog(db: Db): Promise<{ waiting: number; oldest_ms: number }> {
  const result = await db.execute<{ waiting: string; oldest_ms: string }>(
    sql`select count(*)::text as waiting, coalesce(extract(epoch from now() - min(created_at)) * 1000, 0)::bigint::text as oldest_ms from outbox`,
  );
  const row = result.rows[0];
  return { waiting: Number(row?.waiting ?? 0), oldest_ms: Number(row?.oldest_ms ?? 0) };
}

/** The names of the handlers that have done their part of an event. */
export async function handlersDone(db: Db, eventId: string): Promise<Set<string>> {
  const rows = await db
    .select({ handler: consumedEvents.handler })
    .from(consumedEvents)
    .where(eq(consumedEvents.event_id, eventId));
  return new Set(rows.map(({ handler }) => handler));
}

/** Marks a handler's part of an event as done; handlers whose work is a transaction have done it in there. */
export async function markDone(db: Db, eventId: string, handler: string): Promise<void> {
  await db.insert(consumedEvents).values({ event_id: eventId, handler }).onConflictDoNothing();
}

/** Forgets consumed events older than any queue keeps a message (4 days, with a wide margin). */
export const forgetConsumed = (db: Db) =>
  db.delete(consumedEvents).where(sql`${consumedEvents.consumed_at} < now() - interval '30 days'`);
