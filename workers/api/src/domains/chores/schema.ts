import { pgTable, text } from "drizzle-orm/pg-core";
import { instant } from "../../db/columns.ts";

/** When each chore is due, and until when somebody is at it. */
export const chores = pgTable("chores", {
  name: text("name").primaryKey(),
  due_at: instant("due_at").notNull(),
  leased_until: instant("leased_until"),
});
