import { sql } from "drizzle-orm";
import { boolean, index, integer, pgTable, primaryKey, text } from "drizzle-orm/pg-core";
import { instant } from "../../db/columns.ts";
import { users } from "../accounts/schema.ts";
import { tracks } from "../tracks/schema.ts";

const ofTrack = () =>
  text("track_id")
    .notNull()
    .references(() => tracks.id, { onDelete: "cascade" });

/**
 * Plays that counted, kept for PLAY_KEPT_MS: what a later event is held against, and what trends are made of.
 */
export const plays = pgTable(
  "plays",
  {
    event_id: text("event_id").primaryKey(),
    track_id: ofTrack(),
    /** A user's id, or `guest_` and a hash that changes every day. */
    listener: text("listener").notNull(),
    /** When it was heard, not when the event arrived. */
    counted_at: instant("counted_at").notNull(),
  },
  (table) => [
    index("plays_of_listener").on(table.listener, table.track_id, table.counted_at),
    index("plays_recent").on(table.counted_at),
  ],
);

/**
 * How many plays counted in each five minutes, over all tracks: what is left of them for the operator's
 * plots.
 */
export const playSlices = pgTable("play_slices", {
  at: instant("at").primaryKey(),
  plays: integer("plays").notNull(),
});

/** What somebody has listened to: one row a track. */
export const listeningHistory = pgTable(
  "listening_history",
  {
    user_id: text("user_id")
      .notNull()
      .references(() => users.id, { onDelete: "cascade" }),
    track_id: ofTrack(),
    last_played_at: instant("last_played_at").notNull(),
    /** Where it was left; null when it was heard to its end, or when nobody has said yet. */
    position_ms: integer("position_ms"),
    /** When that position was true: an older event never overwrites it. */
    position_at: instant("position_at"),
    play_count: integer("play_count").notNull().default(0),
    /** Taken out by the user. Events from before are ignored; the row goes when none can come any more. */
    removed_at: instant("removed_at"),
  },
  (table) => [
    primaryKey({ columns: [table.user_id, table.track_id] }),
    index("listening_history_newest").on(table.user_id, table.last_played_at, table.track_id),
    index("listening_history_removed").on(table.removed_at).where(sql`${table.removed_at} is not null`),
  ],
);

/** Users without a row keep a history, from the beginning. */
export const listeningSettings = pgTable("listening_settings", {
  user_id: text("user_id")
    .primaryKey()
    .references(() => users.id, { onDelete: "cascade" }),
  is_history_on: boolean("is_history_on").notNull(),
  /**
   * Only what was heard after this is written down: it moves when the history is cleared or turned on again.
   */
  since: instant("since").notNull(),
});

/**
 * The last 24 hours of plays, counted anew every five minutes. Some generations are kept, so that somebody
 * who turns pages stays within the one that the first page came from.
 */
export const trackTrends = pgTable(
  "track_trends",
  {
    /** Five-minute slices since 1970. */
    generation: integer("generation").notNull(),
    track_id: ofTrack(),
    plays: integer("plays").notNull(),
    /** All plays of the track, when the generation was made. */
    play_count: integer("play_count").notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.generation, table.track_id] }),
    index("track_trends_order").on(table.generation, table.plays, table.play_count, table.track_id),
    index("track_trends_track").on(table.track_id),
  ],
);
