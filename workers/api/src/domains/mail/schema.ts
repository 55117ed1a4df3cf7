import { index, pgTable, text } from "drizzle-orm/pg-core";
import { instant } from "../../db/columns.ts";

/** Mails that went out within the last day, so that nobody gets more of them than an hour allows. */
export const mailSends = pgTable(
  "mail_sends",
  {
    /** The event that ordered it: its second delivery is the same mail. */
    event_id: text("event_id").primaryKey(),
    /** SHA-256 of the address and the kind, hex: the table is no list of addresses. */
    recipient: text("recipient").notNull(),
    sent_at: instant("sent_at").notNull().defaultNow(),
  },
  (table) => [index("mail_sends_recent").on(table.recipient, table.sent_at)],
);
