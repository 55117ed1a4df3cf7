import type { AudioFacts } from "@veza/contracts/http/tracks";
import type { Review } from "@veza/contracts/jobs";
import { type FailureCode, LICENSES, STAGES, TRACK_STATUSES, VISIBILITIES } from "@veza/contracts/media";
import { sql } from "drizzle-orm";
import {
  bigint,
  boolean,
  check,
  doublePrecision,
  foreignKey,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
} from "drizzle-orm/pg-core";
import { id, instant, softDelete, timestamps } from "../../db/columns.ts";
import { users } from "../accounts/schema.ts";

export const tracks = pgTable(
  "tracks",
  {
    id: id(),
    uploader_id: text("uploader_id")
      .notNull()
      .references(() => users.id),
    title: text("title").notNull(),
    artist: text("artist").notNull(),
    description: text("description"),
    genre: text("genre"),
    tags: text("tags").array().notNull().default(sql`'{}'::text[]`),
    bpm: doublePrecision("bpm"),
    key: text("key"),
    isrc: text("isrc"),
    license: text("license", { enum: LICENSES }).notNull(),
    visibility: text("visibility", { enum: VISIBILITIES }).notNull(),
    is_downloadable: boolean("is_downloadable").notNull(),
    /** The version that listeners hear; null until the first one was verified. */
    current_version: integer("current_version"),
    latest_version: integer("latest_version").notNull(),
    /** Folder of the artwork: `v1` when it was inside the audio file, `a3` when it was set by hand. */
    artwork_folder: text("artwork_folder"),
    artwork_revision: integer("artwork_revision").notNull().default(0),
    play_count: integer("play_count").notNull().default(0),
    like_count: integer("like_count").notNull().default(0),
    comment_count: integer("comment_count").notNull().default(0),
    /** Rises with every change that a reader can see: the ETag, and the order of what veza-stream is told. */
    revision: integer("revision").notNull().default(1),
    published_at: instant("published_at"),
    ...timestamps,
    ...softDelete,
    purged_at: instant("purged_at"),
  },
  (table) => [
    // Ascending, as every index that a list is read backwards by: that is the order of `desc` in a query,
    // which an index with `.desc()` (nulls last) does not have.
    index("tracks_newest")
      .on(table.published_at, table.id)
      .where(
        sql`${table.deleted_at} is null and ${table.current_version} is not null and ${table.visibility} = 'public'`,
      ),
    index("tracks_most_played")
      .on(table.play_count, table.id)
      .where(
        sql`${table.deleted_at} is null and ${table.current_version} is not null and ${table.visibility} = 'public'`,
      ),
    index("tracks_of_uploader").on(table.uploader_id, table.id),
    check(
      "tracks_published_has_version",
      sql`${table.published_at} is null or ${table.current_version} is not null`,
    ),
  ],
);

/**
 * One upload of a track's audio and what became of it. The newest one of an unpublished track is the track's
 * state.
 */
export const trackVersions = pgTable(
  "track_versions",
  {
    track_id: text("track_id").notNull(),
    version: integer("version").notNull(),
    /** Rises with every retry: events of an older run are ignored. */
    attempt: integer("attempt").notNull().default(1),
    status: text("status", { enum: TRACK_STATUSES }).notNull(),
    stage: text("stage", { enum: STAGES }),
    progress: doublePrecision("progress").notNull().default(0),
    failure_code: text("failure_code").$type<FailureCode>(),
    /** For operators. Never shown: it may hold what ffmpeg said. */
    failure_detail: text("failure_detail"),
    source_key: text("source_key").notNull(),
    source_bytes: bigint("source_bytes", { mode: "number" }).notNull(),
    source_sha256: text("source_sha256").notNull(),
    file_name: text("file_name").notNull(),
    duration_ms: integer("duration_ms"),
    loudness_lufs: doublePrecision("loudness_lufs"),
    true_peak_dbtp: doublePrecision("true_peak_dbtp"),
    audio: jsonb("audio").$type<AudioFacts>(),
    /** Why it waits for its artist; kept when it was published as it is. */
    review: jsonb("review").$type<Review>(),
    /** Whether the file held a picture, which becomes the artwork when this version is published. */
    has_picture: boolean("has_picture").notNull().default(false),
    embedded_tags: jsonb("embedded_tags").$type<Record<string, string>>(),
    ...timestamps,
  },
  (table) => [
    primaryKey({ columns: [table.track_id, table.version] }),
    index("track_versions_at_work").on(table.created_at).where(sql`${table.status} = 'processing'`),
    foreignKey({
      name: "track_versions_track",
      columns: [table.track_id],
      foreignColumns: [tracks.id],
    }).onDelete("cascade"),
    check(
      "track_versions_completed_has_duration",
      sql`${table.status} <> 'completed' or ${table.duration_ms} is not null`,
    ),
    check(
      "track_versions_failed_has_code",
      sql`(${table.status} = 'failed') = (${table.failure_code} is not null)`,
    ),
  ],
);
