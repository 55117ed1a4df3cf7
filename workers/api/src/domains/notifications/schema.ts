import type { Notification } from "@veza/contracts/http/notifications";
import { sql } from "drizzle-orm";
import { index, jsonb, pgTable, primaryKey, text } from "drizzle-orm/pg-core";
import { createdAt, id, instant } from "../../db/columns.ts";
import { users } from "../accounts/schema.ts";

export const notifications = pgTable(
  "notifications",
  {
    id: id(),
    user_id: text("user_id")
      .notNull()
      .references(() => users.id, { onDelete: "cascade" }),
    type: text("type").$type<Notification["type"]>().notNull(),
    data: jsonb("data").$type<Notification["data"]>().notNull(),
    read_at: instant("read_at"),
    created_at: createdAt(),
  },
  (table) => [
    index("notifications_of_user").on(table.user_id, table.id),
    index("notifications_unread").on(table.user_id).where(sql`${table.read_at} is null`),
  ],
);

/** When somebody was last mailed about a room: one mail a room and hour at most. */
export const chatMails = pgTable(
  "chat_mails",
  {
    user_id: text("user_id")
      .notNull()
      .references(() => users.id, { onDelete: "cascade" }),
    room_id: text("room_id").notNull(),
    mailed_at: instant("mailed_at").notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.user_id, table.room_id] }),
    index("chat_mails_old").on(table.mailed_at),
  ],
);
