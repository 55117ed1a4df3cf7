import { boolean, index, pgTable, primaryKey, text } from "drizzle-orm/pg-core";
import { createdAt } from "../../db/columns.ts";
import { users } from "../accounts/schema.ts";

const userId = (name: string) =>
  text(name)
    .notNull()
    .references(() => users.id, { onDelete: "cascade" });

/** Who has blocked whom: neither can write to the other directly. */
export const userBlocks = pgTable(
  "user_blocks",
  { user_id: userId("user_id"), blocked_id: userId("blocked_id"), created_at: createdAt() },
  (table) => [
    primaryKey({ columns: [table.user_id, table.blocked_id] }),
    index("user_blocks_newest").on(table.user_id, table.created_at, table.blocked_id),
    index("user_blocks_of_blocked").on(table.blocked_id, table.user_id),
  ],
);

/** How chat may reach somebody while away. Who has no row has not changed anything. */
export const chatSettings = pgTable("chat_settings", {
  user_id: userId("user_id").primaryKey(),
  is_mail_on: boolean("is_mail_on").notNull(),
});
