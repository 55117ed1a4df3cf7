import { doublePrecision, integer, pgTable, primaryKey, text } from "drizzle-orm/pg-core";
import { instant } from "../../db/columns.ts";

/** How sockets of /stream went that ended within the five minutes from `at`. */
export const qualitySlices = pgTable("quality_slices", {
  at: instant("at").primaryKey(),
  sessions: integer("sessions").notNull(),
  switches: integer("switches").notNull(),
  stalls: integer("stalls").notNull(),
  stall_ms: doublePrecision("stall_ms").notNull(),
});

/** Seconds of audio sent within a slice, by rendition. */
export const qualitySent = pgTable(
  "quality_sent",
  {
    at: instant("at").notNull(),
    rendition: text("rendition").notNull(),
    seconds: doublePrecision("seconds").notNull(),
  },
  (table) => [primaryKey({ columns: [table.at, table.rendition] })],
);

/** Starts within a slice, by the bucket of START_BOUNDS_MS that their time falls into. */
export const qualityStarts = pgTable(
  "quality_starts",
  {
    at: instant("at").notNull(),
    bucket: integer("bucket").notNull(),
    starts: integer("starts").notNull(),
  },
  (table) => [primaryKey({ columns: [table.at, table.bucket] })],
);
