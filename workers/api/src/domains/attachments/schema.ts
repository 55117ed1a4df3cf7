import { sql } from "drizzle-orm";
import { bigint, check, index, integer, pgTable, text } from "drizzle-orm/pg-core";
import { id, instant, timestamps } from "../../db/columns.ts";
import { users } from "../accounts/schema.ts";

/**
 * A file that was uploaded for a chat room. It waits for the scanner (`processing`), is `ready` or `refused`;
 * a message that names it holds it; one that nothing holds, or that was let go, is erased with its bytes.
 */
export const attachments = pgTable(
  "attachments",
  {
    id: id(),
    /**
     * Not cascading: an account is erased after its files, so that no object is left that nobody knows of.
     */
    user_id: text("user_id")
      .notNull()
      .references(() => users.id),
    room_id: text("room_id").notNull(),
    /** What its bytes say that it is. */
    kind: text("kind", { enum: ["image", "audio", "file"] }).notNull(),
    name: text("name").notNull(),
    mime: text("mime").notNull(),
    /** Of what is served. */
    bytes: bigint("bytes", { mode: "number" }).notNull(),
    width: integer("width"),
    height: integer("height"),
    duration_ms: integer("duration_ms"),
    status: text("status", { enum: ["processing", "ready", "refused"] })
      .notNull()
      .default("processing"),
    code: text("code", { enum: ["infected", "not_image", "file_too_large"] }),
    /** What came in; null once it is erased because only what was made of it is kept. */
    source_key: text("source_key"),
    source_bytes: bigint("source_bytes", { mode: "number" }).notNull(),
    /** Somebody has it scanned until then. */
    busy_until: instant("busy_until"),
    /** Since when a message holds it. */
    held_at: instant("held_at"),
    /** Nobody gets it any more; its bytes are erased next. */
    released_at: instant("released_at"),
    ...timestamps,
  },
  (table) => [
    index("attachments_unheld")
      .on(table.created_at)
      .where(sql`${table.held_at} is null and ${table.released_at} is null`),
    index("attachments_released").on(table.released_at).where(sql`${table.released_at} is not null`),
    index("attachments_leftovers")
      .on(table.updated_at)
      .where(
        sql`${table.source_key} is not null and (${table.kind} = 'image' or ${table.status} = 'refused')`,
      ),
    check("attachments_code_of_refused", sql`(${table.code} is not null) = (${table.status} = 'refused')`),
    check("attachments_held_ready", sql`${table.held_at} is null or ${table.status} = 'ready'`),
  ],
);
