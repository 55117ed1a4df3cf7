import { bigserial, index, integer, jsonb, pgTable, primaryKey, text } from "drizzle-orm/pg-core";
import { createdAt, instant } from "../../db/columns.ts";

/**
 * Events written in the transaction that caused them; a dispatcher sends them to their queue and removes
 * them.
 */
export const outbox = pgTable(
  "outbox",
  {
    seq: bigserial("seq", { mode: "number" }).primaryKey(),
    event_id: text("event_id").notNull().unique("outbox_event_unique"),
    queue: text("queue", { enum: ["media", "events"] }).notNull(),
    body: jsonb("body").notNull(),
    attempts: integer("attempts").notNull().default(0),
    /** A dispatcher that took the row has until then; after that another may take it. */
    claimed_until: instant("claimed_until"),
    created_at: createdAt(),
  },
  (table) => [index("outbox_claimable").on(table.claimed_until, table.seq)],
);

/** What each handler has done: written with what it caused, so that a second delivery changes nothing. */
export const consumedEvents = pgTable(
  "consumed_events",
  {
    event_id: text("event_id").notNull(),
    handler: text("handler").notNull(),
    consumed_at: instant("consumed_at").notNull().defaultNow(),
  },
  (table) => [
    primaryKey({ name: "consumed_events_pkey", columns: [table.event_id, table.handler] }),
    index("consumed_events_old").on(table.consumed_at),
  ],
);
