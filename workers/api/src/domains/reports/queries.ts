import type { DataOf } from "@veza/contracts/events";
import type { Report } from "@veza/contracts/http/reports";
import { and, asc, count, desc, eq, getTableColumns, inArray, lte, sql } from "drizzle-orm";
import type { Db } from "../../db/client.ts";
import type { Place } from "../../db/cursor.ts";
import type { Transaction } from "../../db/transaction.ts";
import { reportReasons, reports } from "./schema.ts";

export type ReportRow = typeof reports.$inferSelect;
export type ReasonRow = typeof reportReasons.$inferSelect;

/**
 * The statement that adds a report to its message's entry, or begins one where none is undecided. For a batch
 * with the mark of the event: a second delivery fails as a whole.
 */
export const addReason = (
  db: Db,
  reason: DataOf<"message.reported"> & { event_id: string; report_id: string; at: Date },
) =>
  db.execute(sql`
    with entry as (
      insert into reports (id, room_id, message_id, author_id, body, created_at)
      values (${reason.report_id}, ${reason.room_id}, ${reason.message_id}, ${reason.author_id}, ${reason.body}, ${reason.at.toISOString()}::timestamptz)
      on conflict (room_id, message_id) where state <> 'decided'
        do update set reason_count = reports.reason_count + 1, updated_at = now()
      returning id
    )
    insert into report_reasons (event_id, report_id, reporter_id, category, note, created_at)
    select ${reason.event_id}, id, ${reason.reporter_id}, ${reason.category}, ${reason.note}, ${reason.at.toISOString()}::timestamptz
    from entry`);

export async function findReport(db: Db, id: string): Promise<ReportRow | null> {
  return (await db.select().from(reports).where(eq(reports.id, id)))[0] ?? null;
}

/** The newest reasons of each report, `most` of it, newest first. */
export async function findReasons(db: Db, reportIds: string[], most: number): Promise<ReasonRow[]> {
  if (reportIds.length === 0) return [];
  const { report_id, created_at, event_id } = reportReasons;
  const ranked = db
    .select({
      ...getTableColumns(reportReasons),
      place:
        sql<number>`row_number() over (partition by ${report_id} order by ${created_at} desc, ${event_id} desc)`.as(
          "place",
        ),
    })
    .from(reportReasons)
    .where(inArray(report_id, reportIds))
    .as("ranked");
  return db
    .select()
    .from(ranked)
    .where(lte(ranked.place, most))
    .orderBy(desc(ranked.created_at), desc(ranked.event_id));
}

/** Who has reported it, each once. */
export async function findReporters(db: Db, reportId: string): Promise<string[]> {
  const rows = await db
    .selectDistinct({ id: reportReasons.reporter_id })
    .from(reportReasons)
    .where(eq(reportReasons.report_id, reportId));
  return rows.flatMap(({ id }) => id ?? []);
}

/** Open and claimed ones oldest first, decided ones newest first. */
export function listReports(
  db: Db,
  state: Report["state"],
  after: Place | null,
  limit: number,
): Promise<ReportRow[]> {
  const isDecided = state === "decided";
  const order = isDecided ? reports.decided_at : reports.created_at;
  const beyond =
    after === null
      ? undefined
      : isDecided
        ? sql`(${order}, ${reports.id}) < (${after.value}::timestamptz, ${after.id})`
        : sql`(${order}, ${reports.id}) > (${after.value}::timestamptz, ${after.id})`;
  return db
    .select()
    .from(reports)
    .where(and(eq(reports.state, state), beyond))
    .orderBy(isDecided ? desc(order) : asc(order), isDecided ? desc(reports.id) : asc(reports.id))
    .limit(limit);
}

export async function countWaiting(db: Db): Promise<{ open: number; claimed: number }> {
  const rows = await db
    .select({ state: reports.state, n: count() })
    .from(reports)
    .where(sql`${reports.state} <> 'decided'`)
    .groupBy(reports.state);
  const of = (state: Report["state"]) => rows.find((row) => row.state === state)?.n ?? 0;
  return { open: of("open"), claimed: of("claimed") };
}

/** A report that nobody else changes until the transaction ends. */
export async function lockReport(tx: Transaction, id: string): Promise<ReportRow | null> {
  return (await tx.select().from(reports).where(eq(reports.id, id)).for("update"))[0] ?? null;
}

/** Changes a report. @returns it as it is now */
export async function setReport(
  tx: Transaction,
  id: string,
  set: Partial<
    Pick<ReportRow, "state" | "claimed_by" | "claimed_at" | "outcome" | "decision_note" | "decided_at">
  >,
): Promise<ReportRow> {
  const rows = await tx
    .update(reports)
    .set({ ...set, updated_at: sql`now()` })
    .where(eq(reports.id, id))
    .returning();
  if (rows[0] === undefined) throw new Error("the report that is locked did not come back");
  return rows[0];
}

/**
 * Makes a claim young again, so that nobody takes it over while it is carried out.
 * @returns whether it is this moderator's
 */
export async function renewClaim(db: Db, id: string, by: string): Promise<boolean> {
  const rows = await db
    .update(reports)
    .set({ claimed_at: sql`now()` })
    .where(and(eq(reports.id, id), eq(reports.state, "claimed"), eq(reports.claimed_by, by)))
    .returning({ id: reports.id });
  return rows.length > 0;
}
