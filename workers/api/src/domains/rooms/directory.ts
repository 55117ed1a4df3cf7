import type { RoomView } from "@veza/contracts/chat-rpc";
import { isInRoom } from "@veza/contracts/permissions/room";
import { MEMBER_ROLES, type MemberRole, type RoomInfo } from "@veza/contracts/ws/chat-room";
import { foldText } from "@veza/core/fold-text";
import { sql } from "drizzle-orm";
import type { Db } from "../../db/client.ts";
import { violates } from "../../db/postgres-error.ts";

/**
 * What rooms say, written into the directory. Everything carries the room's own number of the change
 * (`revision`); an older statement never overwrites a newer one, and each may come twice or in another order,
 * a member before the room too.
 *
 * Two sources: the events `room.updated` and `room.member`, whose revision is the `seq` at which it was so;
 * and the answers to our own calls, so that whoever acted sees it in the next list. An answer states the room
 * as it is at `last_seq`, which is at least the revision of every event up to then, and every change of a
 * room's facts or of a role takes a new `seq`. So an answer may be written under `last_seq`: what it
 * overtakes is older, and what comes later has a higher number.
 */

/** Roles of those who are in a room. */
export const IN_ROOM = sql.raw(
  `(${MEMBER_ROLES.filter(isInRoom)
    .map((role) => `'${role}'`)
    .join(", ")})`,
);

export interface MemberFact {
  user_id: string;
  /** Null: no member any more. */
  role: MemberRole | null;
  banned_until: string | null;
  revision: number;
  /**
   * Empty where it is not from an event: of two statements with one revision that of the later event holds.
   */
  event_id: string;
}

const insertRoomOnce = (db: Db, roomId: string) =>
  db.execute(sql`insert into chat_rooms (id) values (${roomId}) on conflict (id) do nothing`);

/**
 * All that is written about one room's members waits here: so the count stays right, and nobody waits in a
 * circle.
 */
const lockRoom = (db: Db, roomId: string) =>
  db.execute(sql`select 1 from chat_rooms where id = ${roomId} for update`);

function upsertRoom(db: Db, room: RoomInfo, revision: number, slug: string | null) {
  const searched = foldText([room.name, room.topic, slug ?? ""].join(" "));
  return db.execute(sql`
    insert into chat_rooms (id, kind, visibility, name, topic, slug, avatar_url, subject_kind, subject_id, slow_mode_ms,
      raid_mode, search_text, revision, created_at)
    values (${room.id}, ${room.kind}, ${room.visibility}, ${room.name}, ${room.topic}, ${slug}, ${room.avatar_url},
      ${room.subject?.kind ?? null}, ${room.subject?.id ?? null}, ${room.slow_mode_ms}::int, ${room.raid_mode}::boolean,
      ${searched}, ${revision}::int, ${room.created_at}::timestamptz)
    on conflict (id) do update set kind = excluded.kind, visibility = excluded.visibility, name = excluded.name,
      topic = excluded.topic, slug = excluded.slug, avatar_url = excluded.avatar_url, subject_kind = excluded.subject_kind,
      subject_id = excluded.subject_id, slow_mode_ms = excluded.slow_mode_ms, raid_mode = excluded.raid_mode,
      search_text = excluded.search_text, revision = excluded.revision, created_at = excluded.created_at, updated_at = now()
    where chat_rooms.revision < excluded.revision`);
}

const setOwner = (db: Db, roomId: string, ownerId: string, revision: number) =>
  db.execute(sql`
    update chat_rooms set owner_id = ${ownerId}, owner_revision = ${revision}
    where id = ${roomId} and owner_revision < ${revision}`);

/**
 * Writes members under the room's lock and keeps its count. `onConflict`: when a row that is there gives way.
 */
const upsertMembers = (db: Db, roomId: string, facts: MemberFact[], isCertain: boolean) =>
  db.execute(sql`
    with said as (
      select * from jsonb_to_recordset(${JSON.stringify(facts)}::jsonb)
        as s(user_id text, role text, banned_until timestamptz, revision int, event_id text)
    ), before as (
      select user_id, role from chat_members where room_id = ${roomId} and user_id in (select user_id from said)
    ), written as (
      insert into chat_members (room_id, user_id, role, banned_until, revision, event_id)
      select ${roomId}, user_id, role, banned_until, ${isCertain ? sql`revision` : sql`0`}, event_id from said
      on conflict (room_id, user_id) do update ${
        isCertain
          ? sql`set role = excluded.role, banned_until = excluded.banned_until, revision = excluded.revision,
                  event_id = excluded.event_id
                where (chat_members.revision, chat_members.event_id) < (excluded.revision, excluded.event_id)`
          : sql`set role = excluded.role
                where chat_members.role is null and chat_members.revision < ${facts[0]?.revision ?? 0}`
      }
      returning user_id, role
    )
    update chat_rooms set member_count = member_count + (
      select coalesce(sum(coalesce(written.role in ${IN_ROOM}, false)::int - coalesce(before.role in ${IN_ROOM}, false)::int), 0)
      from written left join before using (user_id)
    )
    where id = ${roomId} and exists (select 1 from written)`);

/** From `room.updated`. */
export async function writeRoom(db: Db, room: RoomInfo, ownerId: string, revision: number): Promise<void> {
  await withSlug(room, (slug) =>
    db.batch([upsertRoom(db, room, revision, slug), setOwner(db, room.id, ownerId, revision)]),
  );
}

/** From `room.member`. Where the room was not heard of, a row without facts waits for them. */
export async function writeMember(db: Db, roomId: string, fact: MemberFact): Promise<void> {
  await db.batch([insertRoomOnce(db, roomId), lockRoom(db, roomId), upsertMembers(db, roomId, [fact], true)]);
}

/**
 * From the answer to a call of ours.
 * @param userId whose place `view.you` is
 * @param others whom the same call put in: an answer does not say their roles, so they count as members until
 *   their events come, which overwrite this whatever their number
 */
export async function writeAnswer(
  db: Db,
  view: RoomView,
  userId: string,
  others: string[] = [],
): Promise<void> {
  const { room, you, last_seq } = view;
  const own: MemberFact = {
    user_id: userId,
    role: you?.role ?? null,
    banned_until: null,
    revision: last_seq,
    event_id: "",
  };
  const brought = others.map((user_id): MemberFact => ({ ...own, user_id, role: "member" }));
  await withSlug(room, (slug) =>
    db.batch([
      insertRoomOnce(db, room.id),
      lockRoom(db, room.id),
      upsertRoom(db, room, last_seq, slug),
      upsertMembers(db, room.id, [own], true),
      ...(brought.length === 0 ? [] : [upsertMembers(db, room.id, brought, false)]),
    ]),
  );
}

/**
 * A slug is reserved before its room is made. If another room has it all the same, this one goes by its id.
 */
async function withSlug(room: RoomInfo, write: (slug: string | null) => Promise<unknown>): Promise<void> {
  try {
    await write(room.slug ?? null);
  } catch (cause) {
    if (!violates(cause, "chat_rooms_slug_unique")) throw cause;
    await write(null);
  }
}
