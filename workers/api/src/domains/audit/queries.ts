import { and, asc, desc, eq, gt, inArray, lt, sql } from "drizzle-orm";
import type { Statements } from "../../db/client.ts";
import type { Transaction } from "../../db/transaction.ts";
import type { AuditRow, Link } from "./chain.ts";
import { auditLog } from "./schema.ts";

/**
 * Waits until nobody else is adding to the chain, and keeps them waiting until the transaction ends. The
 * statement after it begins later and so sees what the one before has written.
 */
export async function lockChain(tx: Transaction): Promise<Link | null> {
  await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended('audit_log', 0))`);
  const rows = await tx
    .select({ seq: auditLog.seq, hash: auditLog.hash })
    .from(auditLog)
    .orderBy(desc(auditLog.seq))
    .limit(1);
  return rows[0] ?? null;
}

export const insertEntry = (tx: Transaction, row: AuditRow) => tx.insert(auditLog).values(row);

export interface AuditFilter {
  actor_id?: string | undefined;
  target_id?: string | undefined;
  actions?: readonly string[] | undefined;
}

/** Newest first. */
export const listEntries = (
  db: Statements,
  { actor_id, target_id, actions }: AuditFilter,
  before_seq: number | null,
  limit: number,
): Promise<AuditRow[]> =>
  db
    .select()
    .from(auditLog)
    .where(
      and(
        actor_id === undefined ? undefined : eq(auditLog.actor_id, actor_id),
        target_id === undefined ? undefined : eq(auditLog.target_id, target_id),
        actions === undefined ? undefined : inArray(auditLog.action, [...actions]),
        before_seq === null ? undefined : lt(auditLog.seq, before_seq),
      ),
    )
    .orderBy(desc(auditLog.seq))
    .limit(limit);

/** In the order of the chain, from after `seq` on. */
export const chainAfter = (db: Statements, seq: number, limit: number): Promise<AuditRow[]> =>
  db.select().from(auditLog).where(gt(auditLog.seq, seq)).orderBy(asc(auditLog.seq)).limit(limit);
