import { integer, jsonb, pgTable, text } from "drizzle-orm/pg-core";
import { createdAt, id, instant } from "../../db/columns.ts";

/** What every retry of a queue failed on, until somebody replays it. */
export const deadLetters = pgTable("dead_letters", {
  id: id(),
  queue: text("queue").notNull(),
  /** Of the queue's message, so that a second delivery to the dead-letter consumer writes one row. */
  message_id: text("message_id").notNull().unique("dead_letters_message_unique"),
  event_id: text("event_id"),
  event_type: text("event_type"),
  body: jsonb("body").notNull(),
  attempts: integer("attempts").notNull(),
  replayed_at: instant("replayed_at"),
  created_at: createdAt(),
});
