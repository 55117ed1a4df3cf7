import { MEMBER_ROLES, type RoomInfo } from "@veza/contracts/ws/chat-room";
import { sql } from "drizzle-orm";
import { boolean, index, integer, pgTable, primaryKey, text, unique } from "drizzle-orm/pg-core";
import { id, instant, timestamps } from "../../db/columns.ts";

/**
 * The directory of rooms: a copy of what each room, which owns the truth, has said of itself last. A row of
 * revision 0 is not (yet) a room: an id that was reserved before the room is made, or one of whose members we
 * heard first.
 */
export const chatRooms = pgTable(
  "chat_rooms",
  {
    id: id(),
    kind: text("kind").$type<RoomInfo["kind"]>().notNull().default("room"),
    visibility: text("visibility").$type<RoomInfo["visibility"]>().notNull().default("private"),
    name: text("name").notNull().default(""),
    topic: text("topic").notNull().default(""),
    slug: text("slug").unique("chat_rooms_slug_unique"),
    avatar_url: text("avatar_url"),
    subject_kind: text("subject_kind", { enum: ["track", "artist", "party"] }),
    subject_id: text("subject_id"),
    /** Of a direct conversation: both users' ids, the lower one first. */
    pair_key: text("pair_key").unique("chat_rooms_pair_unique"),
    owner_id: text("owner_id"),
    /** Only `room.updated` names the owner, so it has an order of its own. */
    owner_revision: integer("owner_revision").notNull().default(0),
    /** Those in `chat_members` who are in the room, kept with each change of one. */
    member_count: integer("member_count").notNull().default(0),
    slow_mode_ms: integer("slow_mode_ms").notNull().default(0),
    raid_mode: boolean("raid_mode").notNull().default(false),
    /** Name, topic and slug as the search compares them: lower case, without accents. */
    search_text: text("search_text").notNull().default(""),
    /** The room's own number of the change that this row shows. */
    revision: integer("revision").notNull().default(0),
    /** Who asked for the room; null where we only heard of it. */
    reserved_by: text("reserved_by"),
    ...timestamps,
  },
  (table) => {
    const listed = sql`${table.kind} = 'room' and ${table.visibility} = 'public' and ${table.revision} > 0`;
    return [
      unique("chat_rooms_subject_unique").on(table.subject_kind, table.subject_id),
      index("chat_rooms_largest").on(table.member_count, table.id).where(listed),
      index("chat_rooms_newest").on(table.id).where(listed),
      index("chat_rooms_search").using("gin", table.search_text.op("gin_trgm_ops")).where(listed),
      index("chat_rooms_of_maker").on(table.reserved_by, table.created_at),
      index("chat_rooms_reserved").on(table.created_at).where(sql`${table.revision} = 0`),
    ];
  },
);

/**
 * Who is in which room. Who left stays with the role null and the revision at which that was, so that no
 * older event brings them back. A user's row may come before their account's (bots) and stay after it: no
 * foreign key.
 */
export const chatMembers = pgTable(
  "chat_members",
  {
    room_id: text("room_id")
      .notNull()
      .references(() => chatRooms.id, { onDelete: "cascade" }),
    user_id: text("user_id").notNull(),
    role: text("role", { enum: MEMBER_ROLES }),
    banned_until: instant("banned_until"),
    /** The room's number of the change that this row shows. */
    revision: integer("revision").notNull().default(0),
    /** Of two events with one revision the later one holds: their ids rise with time. */
    event_id: text("event_id").notNull().default(""),
  },
  (table) => [
    primaryKey({ columns: [table.room_id, table.user_id] }),
    index("chat_members_of_user")
      .on(table.user_id, table.room_id)
      .where(sql`${table.role} in ('owner', 'moderator', 'member', 'read_only')`),
  ],
);

/** How often somebody has joined a room in the minute that began then. */
export const chatJoins = pgTable("chat_joins", {
  user_id: text("user_id").primaryKey(),
  began_at: instant("began_at").notNull(),
  count: integer("count").notNull(),
});
