import type { RoomRow } from "@veza/contracts/http/rooms";
import type { ChatAuthor, MemberRole, RoomSubject } from "@veza/contracts/ws/chat-room";
import { and, eq, getTableColumns, gt, lt, or, type SQL, sql } from "drizzle-orm";
import type { Db } from "../../db/client.ts";
import type { Place } from "../../db/cursor.ts";
import { IN_ROOM } from "./directory.ts";
import { chatJoins, chatMembers, chatRooms } from "./schema.ts";

export type RoomEntry = typeof chatRooms.$inferSelect;
export interface ListedRoom {
  room: RoomEntry;
  role: MemberRole | null;
}

const one = async (db: Db, where: SQL | undefined): Promise<RoomEntry | null> =>
  (await db.select().from(chatRooms).where(where))[0] ?? null;

/** Reserved ones too: `revision` 0 is not a room. */
export const findRoom = (db: Db, id: string) => one(db, eq(chatRooms.id, id));
export const findRoomBySlug = (db: Db, slug: string) =>
  one(db, and(eq(chatRooms.slug, slug), gt(chatRooms.revision, 0)));
export const findRoomOfSubject = (db: Db, subject: RoomSubject) =>
  one(db, and(eq(chatRooms.subject_kind, subject.kind), eq(chatRooms.subject_id, subject.id)));
export const findRoomOfPair = (db: Db, pairKey: string) => one(db, eq(chatRooms.pair_key, pairKey));

/** An id that this user reserved under one of these slugs and whose room was never heard of. */
export async function findReserved(db: Db, userId: string, slugs: string[]): Promise<RoomEntry | null> {
  return one(
    db,
    and(
      eq(chatRooms.reserved_by, userId),
      eq(chatRooms.revision, 0),
      sql`${chatRooms.slug} in ${slugs}`,
      sql`${chatRooms.subject_kind} is null`,
    ),
  );
}

/** The statement that reserves an id. Nothing of it is shown before the room is made. */
export const reserve = (db: Db, row: typeof chatRooms.$inferInsert) =>
  db.insert(chatRooms).values(row).onConflictDoNothing();

/** When the user made the oldest of their newest `count` rooms since then; null if it were fewer. */
export async function nthNewestRoom(db: Db, userId: string, since: Date, count: number) {
  const rows = await db
    .select({ created_at: chatRooms.created_at })
    .from(chatRooms)
    .where(
      and(
        eq(chatRooms.reserved_by, userId),
        gt(chatRooms.created_at, since),
        eq(chatRooms.kind, "room"),
        sql`${chatRooms.subject_kind} is null`,
      ),
    )
    .orderBy(sql`${chatRooms.created_at} desc`)
    .offset(count - 1)
    .limit(1);
  return rows[0]?.created_at ?? null;
}

/** Reservations of rooms and groups that nobody will ask for again, and whose room we never heard of. */
export const findForgotten = (db: Db, before: Date, limit: number): Promise<RoomEntry[]> =>
  db
    .select()
    .from(chatRooms)
    .where(
      and(
        eq(chatRooms.revision, 0),
        lt(chatRooms.created_at, before),
        sql`${chatRooms.reserved_by} is not null and ${chatRooms.subject_kind} is null and ${chatRooms.pair_key} is null`,
      ),
    )
    .limit(limit);
export const removeReservation = (db: Db, id: string) =>
  db.delete(chatRooms).where(and(eq(chatRooms.id, id), eq(chatRooms.revision, 0)));

/** A word of a query as a pattern of LIKE. */
const patternOf = (word: string) => `%${word.replaceAll(/[\\%_]/g, (sign) => `\\${sign}`)}%`;

export interface DirectoryPage {
  /** Each in the spellings of which one must be there. */
  words: string[][];
  sort: "members" | "newest";
  viewer: string | null;
  after: Place | null;
  limit: number;
}

/**
 * Public rooms, without those that the viewer is banned from. A track's room is in while its track is public,
 * a party's never: who has the link finds it beside the party. This is asked of the track itself, so that
 * nothing has to be told when it changes.
 */
export async function listDirectory(db: Db, page: DirectoryPage): Promise<ListedRoom[]> {
  const { after, sort } = page;
  const beyond =
    after === null
      ? undefined
      : sort === "newest"
        ? sql`${chatRooms.id} < ${after.id}`
        : sql`(${chatRooms.member_count}, ${chatRooms.id}) < (${after.value}::int, ${after.id})`;
  const rows = await db
    .select({ room: getTableColumns(chatRooms), role: chatMembers.role })
    .from(chatRooms)
    .leftJoin(
      chatMembers,
      and(
        eq(chatMembers.room_id, chatRooms.id),
        eq(chatMembers.user_id, page.viewer ?? ""),
        // A ban that is over is none.
        sql`not (${chatMembers.role} = 'banned' and coalesce(${chatMembers.banned_until} <= now(), false))`,
      ),
    )
    .where(
      and(
        // As the indices say it.
        sql`${chatRooms.kind} = 'room' and ${chatRooms.visibility} = 'public' and ${chatRooms.revision} > 0`,
        sql`${chatMembers.role} is distinct from 'banned'`,
        // A room that everybody has left is for nobody to find.
        gt(chatRooms.member_count, 0),
        sql`(${chatRooms.subject_kind} is null or ${chatRooms.subject_kind} = 'artist' or exists (
          select 1 from tracks t where ${chatRooms.subject_kind} = 'track' and t.id = ${chatRooms.subject_id}
            and t.visibility = 'public' and t.current_version is not null and t.deleted_at is null))`,
        ...page.words.map((spellings) =>
          or(...spellings.map((word) => sql`${chatRooms.search_text} like ${patternOf(word)}`)),
        ),
        beyond,
      ),
    )
    .orderBy(...(sort === "members" ? [sql`${chatRooms.member_count} desc`] : []), sql`${chatRooms.id} desc`)
    .limit(page.limit);
  return rows;
}

/** What somebody is in, the newest first. */
export const listOf = (
  db: Db,
  userId: string,
  afterId: string | null,
  limit: number,
): Promise<ListedRoom[]> =>
  db
    .select({ room: getTableColumns(chatRooms), role: chatMembers.role })
    .from(chatMembers)
    .innerJoin(chatRooms, eq(chatRooms.id, chatMembers.room_id))
    .where(
      and(
        eq(chatMembers.user_id, userId),
        sql`${chatMembers.role} in ${IN_ROOM}`,
        gt(chatRooms.revision, 0),
        afterId === null ? undefined : lt(chatMembers.room_id, afterId),
      ),
    )
    .orderBy(sql`${chatMembers.room_id} desc`)
    .limit(limit);

/** Of each room the members but one user, the first `count` by name. */
export async function listOthers(
  db: Db,
  roomIds: string[],
  userId: string,
  count: number,
): Promise<Map<string, ChatAuthor[]>> {
  const found = new Map<string, ChatAuthor[]>();
  if (roomIds.length === 0) return found;
  const result = await db.execute<{
    room_id: string;
    user_id: string;
    username: string;
    avatar_url: string | null;
    is_bot: boolean;
  }>(sql`
    select * from (
      select m.room_id, u.id as user_id, u.username, u.avatar_url, u.is_bot,
        row_number() over (partition by m.room_id order by u.username) as place
      from chat_members m join users u on u.id = m.user_id
      where m.room_id in ${roomIds} and m.user_id <> ${userId} and m.role in ${IN_ROOM}
    ) named where place <= ${count}::int order by room_id, place`);
  for (const { room_id, user_id, username, avatar_url, is_bot } of result.rows) {
    const list = found.get(room_id) ?? [];
    list.push({ user_id, username, avatar_url, ...(is_bot ? { is_bot } : {}) });
    found.set(room_id, list);
  }
  return found;
}

/**
 * Counts one more join of a user in the minute that began with the first.
 * @returns how many there were in it, with this one, and when it began
 */
export async function countJoin(
  db: Db,
  userId: string,
  now: Date,
  windowMs: number,
): Promise<{ count: number; began_at: Date }> {
  const fresh = sql`${chatJoins.began_at} <= ${new Date(now.getTime() - windowMs).toISOString()}::timestamptz`;
  const rows = await db
    .insert(chatJoins)
    .values({ user_id: userId, began_at: now, count: 1 })
    .onConflictDoUpdate({
      target: chatJoins.user_id,
      set: {
        count: sql`case when ${fresh} then 1 else ${chatJoins.count} + 1 end`,
        began_at: sql`case when ${fresh} then excluded.began_at else ${chatJoins.began_at} end`,
      },
    })
    .returning({ count: chatJoins.count, began_at: chatJoins.began_at });
  const row = rows[0];
  if (row === undefined) throw new Error("the count of joins did not come back");
  return row;
}

export const toRow = ({ room, role }: ListedRoom, people: ChatAuthor[]): RoomRow => ({
  id: room.id,
  kind: room.kind,
  visibility: room.visibility,
  name: room.name,
  topic: room.topic,
  slug: room.slug,
  avatar_url: room.avatar_url,
  subject:
    room.subject_kind === null || room.subject_id === null
      ? null
      : { kind: room.subject_kind, id: room.subject_id },
  member_count: room.member_count,
  slow_mode_ms: room.slow_mode_ms,
  raid_mode: room.raid_mode,
  created_at: room.created_at.toISOString(),
  owner_id: room.owner_id,
  people,
  role,
});
