import { bigint, index, jsonb, pgTable, text } from "drizzle-orm/pg-core";
import { id, instant } from "../../db/columns.ts";

/** Plain values by name. */
type Facts = Record<string, string | number | boolean | null>;

/**
 * What people with more rights than others did, and what they were given to see. Triggers of the database
 * refuse every change and every deletion of a row, and each row carries the hash of the one before it, so
 * that whoever gets around them is found out. Ids outlive what they name: no foreign keys.
 */
export const auditLog = pgTable(
  "audit_log",
  {
    id: id(),
    /** The place in the chain, from 1 on without a gap. */
    seq: bigint("seq", { mode: "number" }).notNull().unique("audit_log_seq_unique"),
    at: instant("at").notNull(),
    actor_id: text("actor_id").notNull(),
    /** The role under which it was allowed. */
    actor_role: text("actor_role").notNull(),
    action: text("action").notNull(),
    target_type: text("target_type").notNull(),
    target_id: text("target_id").notNull(),
    /** The coarse network that it was asked from; null where another Worker asked. */
    network: text("network"),
    before: jsonb("before").$type<Facts>(),
    after: jsonb("after").$type<Facts>(),
    prev_hash: text("prev_hash").notNull(),
    hash: text("hash").notNull(),
  },
  (table) => [
    index("audit_log_of_actor").on(table.actor_id, table.seq),
    index("audit_log_of_target").on(table.target_id, table.seq),
    index("audit_log_of_action").on(table.action, table.seq),
  ],
);
