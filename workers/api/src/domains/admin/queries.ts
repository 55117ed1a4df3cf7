import type { DeadLetter } from "@veza/contracts/http/admin";
import { desc, eq, sql } from "drizzle-orm";
import type { z } from "zod";
import type { Db } from "../../db/client.ts";
import type { Transaction } from "../../db/transaction.ts";
import { deadLetters } from "./schema.ts";

export type DeadLetterRow = typeof deadLetters.$inferSelect;

/** Once a message, however often the dead-letter queue delivers it. */
export const insertDeadLetter = (db: Db, row: typeof deadLetters.$inferInsert) =>
  db.insert(deadLetters).values(row).onConflictDoNothing({ target: deadLetters.message_id });

export const listDeadLetters = (db: Db, afterId: string | null, limit: number): Promise<DeadLetterRow[]> =>
  db
    .select()
    .from(deadLetters)
    .where(afterId === null ? undefined : sql`${deadLetters.id} < ${afterId}`)
    .orderBy(desc(deadLetters.id))
    .limit(limit);

export async function findDeadLetter(db: Db, id: string): Promise<DeadLetterRow | null> {
  return (await db.select().from(deadLetters).where(eq(deadLetters.id, id)))[0] ?? null;
}

export async function markReplayed(tx: Transaction, id: string, now: Date): Promise<DeadLetterRow | null> {
  const rows = await tx
    .update(deadLetters)
    .set({ replayed_at: now })
    .where(eq(deadLetters.id, id))
    .returning();
  return rows[0] ?? null;
}

export const toDeadLetter = (row: DeadLetterRow): z.input<typeof DeadLetter> => ({
  id: row.id,
  queue: row.queue,
  event_id: row.event_id,
  event_type: row.event_type,
  body: row.body,
  attempts: row.attempts,
  created_at: row.created_at.toISOString(),
  replayed_at: row.replayed_at?.toISOString() ?? null,
});
