import { index, integer, jsonb, pgTable, primaryKey, text } from "drizzle-orm/pg-core";
import { createdAt, instant } from "../../db/columns.ts";

/** What was answered to a request with an Idempotency-Key, until the key may be used again. */
export const idempotencyKeys = pgTable(
  "idempotency_keys",
  {
    account_id: text("account_id").notNull(),
    /** The endpoint's id in the contract. */
    endpoint: text("endpoint").notNull(),
    key: text("key").notNull(),
    /** SHA-256 of what was asked, in hex. */
    request_hash: text("request_hash").notNull(),
    /** Which run holds the key: one whose lease has ended can't answer for the one that took over. */
    run: text("run").notNull(),
    state: text("state", { enum: ["running", "done"] }).notNull(),
    leased_until: instant("leased_until").notNull(),
    status: integer("status"),
    headers: jsonb("headers").$type<Record<string, string>>(),
    body: text("body"),
    expires_at: instant("expires_at").notNull(),
    created_at: createdAt(),
  },
  (table) => [
    primaryKey({ columns: [table.account_id, table.endpoint, table.key] }),
    index("idempotency_keys_expiring").on(table.expires_at),
  ],
);
