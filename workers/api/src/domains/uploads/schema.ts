import type { TrackDraft } from "@veza/contracts/http/tracks";
import { sql } from "drizzle-orm";
import { bigint, check, index, integer, jsonb, pgTable, text } from "drizzle-orm/pg-core";
import { id, instant, timestamps } from "../../db/columns.ts";
import { users } from "../accounts/schema.ts";

export interface StoredPart {
  n: number;
  etag: string;
}

/**
 * A resumable upload. `revision` orders its writers: each takes the pen by raising it and loses when another
 * did.
 */
export const uploads = pgTable(
  "uploads",
  {
    id: id(),
    user_id: text("user_id")
      .notNull()
      .references(() => users.id, { onDelete: "cascade" }),
    /** What the finished upload becomes: a new track, the next version of one, or a file for a chat room. */
    draft: jsonb("draft").$type<TrackDraft>(),
    replaces_track_id: text("replaces_track_id"),
    room_id: text("room_id"),
    file_name: text("file_name").notNull(),
    metadata: text("metadata").notNull(),
    length: bigint("length", { mode: "number" }).notNull(),
    offset: bigint("offset", { mode: "number" }).notNull().default(0),
    object_key: text("object_key").notNull(),
    multipart_id: text("multipart_id").notNull(),
    parts: jsonb("parts").$type<StoredPart[]>().notNull().default([]),
    /** Bytes after the last whole part, kept as an object of their own until the part is full. */
    tail_key: text("tail_key"),
    tail_bytes: integer("tail_bytes").notNull().default(0),
    /** State of the running SHA-256 after `offset` bytes, JSON. */
    hash_state: text("hash_state").notNull(),
    revision: integer("revision").notNull().default(1),
    status: text("status", { enum: ["open", "done", "terminated", "expired"] })
      .notNull()
      .default("open"),
    track_id: text("track_id"),
    attachment_id: text("attachment_id"),
    expires_at: instant("expires_at").notNull(),
    ...timestamps,
  },
  (table) => [
    index("uploads_expiring").on(table.expires_at).where(sql`${table.status} = 'open'`),
    // Open ones of an account are counted.
    index("uploads_open_of").on(table.user_id).where(sql`${table.status} = 'open'`),
    check("uploads_offset_within", sql`${table.offset} between 0 and ${table.length}`),
    // What somebody has sent to rooms within a day is counted.
    index("uploads_to_rooms").on(table.user_id, table.created_at).where(sql`${table.room_id} is not null`),
    check(
      "uploads_one_target",
      sql`num_nonnulls(${table.draft}, ${table.replaces_track_id}, ${table.room_id}) = 1`,
    ),
  ],
);
