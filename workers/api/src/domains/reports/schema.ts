import { REPORT_OUTCOMES } from "@veza/contracts/http/reports";
import { sql } from "drizzle-orm";
import { check, index, integer, pgTable, text, uniqueIndex } from "drizzle-orm/pg-core";
import { createdAt, id, instant, timestamps } from "../../db/columns.ts";

/**
 * A reported message, from its first report until it is decided. Ids of users outlive their accounts: no
 * foreign keys.
 */
export const reports = pgTable(
  "reports",
  {
    id: id(),
    room_id: text("room_id").notNull(),
    message_id: text("message_id").notNull(),
    author_id: text("author_id").notNull(),
    /** The text as it was when it was first reported. */
    body: text("body").notNull(),
    /** How many reports have come; a decision is taken with all of them in view. */
    reason_count: integer("reason_count").notNull().default(1),
    state: text("state", { enum: ["open", "claimed", "decided"] })
      .notNull()
      .default("open"),
    claimed_by: text("claimed_by"),
    claimed_at: instant("claimed_at"),
    outcome: text("outcome", { enum: REPORT_OUTCOMES }),
    decision_note: text("decision_note"),
    decided_at: instant("decided_at"),
    ...timestamps,
  },
  (table) => [
    uniqueIndex("reports_one_undecided")
      .on(table.room_id, table.message_id)
      .where(sql`${table.state} <> 'decided'`),
    index("reports_waiting").on(table.state, table.created_at, table.id),
    index("reports_decided").on(table.decided_at, table.id).where(sql`${table.state} = 'decided'`),
    check("reports_claimed_by_somebody", sql`(${table.state} = 'open') = (${table.claimed_by} is null)`),
    check("reports_decided_with_outcome", sql`(${table.state} = 'decided') = (${table.outcome} is not null)`),
  ],
);

/** Why somebody reported it; one row an event, so that a second delivery changes nothing. */
export const reportReasons = pgTable(
  "report_reasons",
  {
    event_id: text("event_id").primaryKey(),
    report_id: text("report_id")
      .notNull()
      .references(() => reports.id, { onDelete: "cascade" }),
    /** Null: the room's own rules. */
    reporter_id: text("reporter_id"),
    category: text("category", { enum: ["spam", "abuse", "illegal", "copyright", "other"] }).notNull(),
    note: text("note").notNull(),
    created_at: createdAt(),
  },
  (table) => [index("report_reasons_of_report").on(table.report_id, table.created_at)],
);
