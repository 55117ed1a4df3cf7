import type { DataOf } from "@veza/contracts/events";
import type { Report } from "@veza/contracts/http/reports";
import { and, asc, count, desc, eq, getTableColumns, inArray, lte, type SQL, sql } from "drizzle-orm";
import type { Db } from "../../db/client.ts";
import type { Place } from "../../db/cursor.ts";
import { writeIf } from "../../db/write-if.ts";
import type { outbox } from "../outbox/schema.ts";
import { moderationActs, reportReasons, reports } from "./schema.ts";

export type ReportRow = typeof reports.$inferSelect;
export type ReasonRow = typeof reportReasons.$inferSelect;
export type ActRow = typeof moderationActs.$inferSelect;

/**
 * The statement that adds a report to its message's entry, or begins one where none is undecided. For a batch with the mark of the event:
 * a second delivery fails as a whole.
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

interface Act {
  by: string;
  action: ActRow["action"];
  outcome?: ActRow["outcome"];
  note?: string | null;
}

/** Changes a report where `when` holds, and then writes the act down, in one statement. @returns whether it was changed */
function change(
  db: Db,
  id: string,
  set: SQL,
  when: SQL,
  act: Act,
  events: (typeof outbox.$inferInsert)[] = [],
): Promise<boolean> {
  return writeIf(db, sql`update reports set ${set}, updated_at = now() where id = ${id} and ${when}`, {
    events,
    returning: sql`id, author_id`,
    also: [
      sql`insert into moderation_acts (by, action, report_id, user_id, outcome, note)
          select ${act.by}, ${act.action}, changed.id, changed.author_id, ${act.outcome ?? null}, ${act.note ?? null}
          from changed returning n`,
    ],
  });
}

/** @param lostBefore claims made before it may be taken over */
export const claimReport = (db: Db, id: string, by: string, lostBefore: Date): Promise<boolean> =>
  change(
    db,
    id,
    sql`state = 'claimed', claimed_by = ${by}, claimed_at = now()`,
    sql`(state = 'open' or (state = 'claimed' and claimed_by <> ${by} and claimed_at < ${lostBefore.toISOString()}::timestamptz))`,
    { by, action: "claim" },
  );

export const releaseReport = (db: Db, id: string, by: string): Promise<boolean> =>
  change(
    db,
    id,
    sql`state = 'open', claimed_by = null, claimed_at = null`,
    sql`state = 'claimed' and claimed_by = ${by}`,
    { by, action: "release" },
  );

/** Makes a claim young again, so that nobody takes it over while it is carried out. @returns whether it is this moderator's */
export async function renewClaim(db: Db, id: string, by: string): Promise<boolean> {
  const rows = await db
    .update(reports)
    .set({ claimed_at: sql`now()` })
    .where(and(eq(reports.id, id), eq(reports.state, "claimed"), eq(reports.claimed_by, by)))
    .returning({ id: reports.id });
  return rows.length > 0;
}

/** Records a decision if the claim still stands and no report has come since `reason_count` was read. */
export const decideReport = (
  db: Db,
  report: Pick<ReportRow, "id" | "reason_count">,
  decision: { by: string; outcome: NonNullable<Report["outcome"]>; note: string },
  events: (typeof outbox.$inferInsert)[],
): Promise<boolean> =>
  change(
    db,
    report.id,
    sql`state = 'decided', outcome = ${decision.outcome}, decision_note = ${decision.note}, decided_at = now()`,
    sql`state = 'claimed' and claimed_by = ${decision.by} and reason_count = ${report.reason_count}`,
    { ...decision, action: "decide" },
    events,
  );

/** Newest first. */
export const listActs = (db: Db, before: number | null, limit: number): Promise<ActRow[]> =>
  db
    .select()
    .from(moderationActs)
    .where(before === null ? undefined : sql`${moderationActs.n} < ${before}`)
    .orderBy(desc(moderationActs.n))
    .limit(limit);
