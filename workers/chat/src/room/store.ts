import type { RoomInvite } from "@veza/contracts/chat-rpc";
import type { PlatformEvent } from "@veza/contracts/events";
import { MessageId } from "@veza/contracts/ids";
import type { ModerationEntry } from "@veza/contracts/ws/chat";
import { outboxRows } from "@veza/worker-kit/object-outbox";
import type { Row, Sql } from "@veza/worker-kit/object-sql";
import { z } from "zod";
import { Core, isoOf, type Member, type Person, personOf, type RoomData, StoredRole } from "./state.ts";

/**
 * A repeated `id` gets its ack again for this long; a message's for ever, since the message itself knows it.
 */
export const REMEMBER_ANSWERS_MS = 24 * 3_600_000;

export interface Ban {
  until_ms: number | null;
  reason: string | null;
  by: string;
  at_ms: number;
  /** By a moderator of the platform: the room itself can neither lift nor change it. */
  is_platform: boolean;
}
export interface StoredAnswer {
  seq: number;
  message_id: string | null;
  at_ms: number;
}
export type LogEntry = Omit<ModerationEntry, "n" | "at"> & { at_ms: number };

const Detail = z.record(z.string(), z.unknown());
const flag = (value: boolean) => (value ? 1 : 0);
const text = (value: unknown) => (typeof value === "string" ? value : null);

function memberOf(row: Row): Member {
  return {
    user_id: String(row.user_id),
    role: StoredRole.parse(row.role),
    joined_ms: Number(row.joined_ms),
    raid: row.raid === 1,
    muted_until_ms: row.muted_until_ms === null ? null : Number(row.muted_until_ms),
    read_seq: Number(row.read_seq),
    quiet: row.quiet === 1,
    standing_sent: Number(row.standing_sent),
    awake: row.awake === 1,
    notified_seq: Number(row.notified_seq),
  };
}

function inviteOf(row: Row): RoomInvite {
  return {
    code: String(row.code),
    created_by: String(row.created_by),
    uses_left: row.uses_left === null ? null : Number(row.uses_left),
    expires_at: row.expires_ms === null ? null : isoOf(Number(row.expires_ms)),
  };
}

export type RoomStore = ReturnType<typeof roomStore>;

/** People, rules and records of a room in its SQLite; messages are in messages.ts. */
export function roomStore(sql: Sql) {
  const one = (statement: string, ...bindings: (string | number | null)[]) =>
    sql.rows<Row>(statement, ...bindings)[0];
  const outbox = outboxRows(sql);
  return {
    sql,
    outbox,
    /** Null where no room was made. */
    load(): RoomData | null {
      const row = one("select body from facts where name = 'core'");
      if (row === undefined) return null;
      const events = one("select coalesce(max(seq), 0) as seq from events");
      const last = one("select at_ms from events order by seq desc limit 1");
      const message = one("select n from messages order by seq desc limit 1");
      const pulse = one(
        "select coalesce(max(seq), 0) as seq from events where t in ('message.new', 'message.deleted', 'messages.purged')",
      );
      const members = one("select count(*) as count from members");
      return {
        core: Core.parse(JSON.parse(String(row.body))),
        last_seq: Number(events?.seq ?? 0),
        last_n: Number(message?.n ?? 0),
        last_ms: Number(last?.at_ms ?? 0),
        pulse: Number(pulse?.seq ?? 0),
        member_count: Number(members?.count ?? 0),
      };
    },
    saveCore: (core: Core) =>
      void sql.rows(
        "insert or replace into facts (name, body) values ('core', ?)",
        JSON.stringify(Core.parse(core)),
      ),
    /** The first event that was written and not sent to the sockets; null where all were. */
    unsentFrom(): number | null {
      const row = one("select body from facts where name = 'unsent_from'");
      return row === undefined ? null : Number(row.body);
    },
    setUnsentFrom(seq: number | null) {
      if (seq === null) sql.rows("delete from facts where name = 'unsent_from'");
      else sql.rows("insert or replace into facts (name, body) values ('unsent_from', ?)", String(seq));
    },

    person(userId: string): Person | null {
      const row = one("select user_id, username, avatar_url, is_bot from people where user_id = ?", userId);
      return row === undefined ? null : personOf(row);
    },
    savePerson: (person: Person, at_ms: number) =>
      void sql.rows(
        "insert or replace into people (user_id, username, avatar_url, is_bot, asked_ms) values (?, ?, ?, ?, ?)",
        person.user_id,
        person.username,
        person.avatar_url,
        flag(person.is_bot === true),
        at_ms,
      ),
    /** When the name and picture of somebody were last asked for. */
    askedFor: (userId: string) =>
      Number(one("select asked_ms from people where user_id = ?", userId)?.asked_ms ?? 0),
    /** Ids of members of these names. */
    membersNamed: (names: string[]): string[] =>
      sql
        .rows<Row>(
          "select p.user_id from people p join members m on m.user_id = p.user_id where p.username in (select value from json_each(?))",
          JSON.stringify(names),
        )
        .map((row) => String(row.user_id)),

    member(userId: string): Member | null {
      const row = one("select * from members where user_id = ?", userId);
      return row === undefined ? null : memberOf(row);
    },
    saveMember: (member: Member) =>
      void sql.rows(
        "insert or replace into members (user_id, role, joined_ms, raid, muted_until_ms, read_seq, quiet, standing_sent, awake, notified_seq) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        member.user_id,
        member.role,
        member.joined_ms,
        flag(member.raid),
        member.muted_until_ms,
        member.read_seq,
        flag(member.quiet),
        member.standing_sent,
        flag(member.awake),
        member.notified_seq,
      ),
    /**
     * Who becomes the owner when there is none any more: of moderators, or else of members, the one who has
     * been here longest; people first.
     */
    heir(but: string): string | null {
      const row = one(
        `select m.user_id from members m join people p on p.user_id = m.user_id where m.user_id <> ?
         order by p.is_bot, case m.role when 'moderator' then 0 when 'member' then 1 else 2 end, m.raid, m.joined_ms, m.user_id limit 1`,
        but,
      );
      return row === undefined ? null : String(row.user_id);
    },
    removeMember: (userId: string) => void sql.rows("delete from members where user_id = ?", userId),
    setRead: (userId: string, seq: number) =>
      void sql.rows("update members set read_seq = max(read_seq, ?) where user_id = ?", seq, userId),
    /** Members by name, after one of them, whose names begin so. */
    members: (after: string, prefix: string, limit: number): (Person & { member: Member })[] =>
      sql
        .rows<Row>(
          `select m.*, p.username, p.avatar_url, p.is_bot from people p join members m on m.user_id = p.user_id
           where p.username > ? and p.username >= ? and p.username < ? order by p.username limit ?`,
          after,
          prefix,
          `${prefix}\u{10ffff}`,
          limit,
        )
        .map((row) => ({
          ...personOf(row),
          member: memberOf(row),
        })),
    /** Ids of all members; for small rooms. */
    memberIds: (limit: number): string[] =>
      sql.rows<Row>("select user_id from members limit ?", limit).map((row) => String(row.user_id)),

    ban(userId: string, now: number): Ban | null {
      const row = one(
        "select until_ms, reason, by_user, at_ms, is_platform from bans where user_id = ?",
        userId,
      );
      if (row === undefined) return null;
      const until_ms = row.until_ms === null ? null : Number(row.until_ms);
      if (until_ms !== null && until_ms <= now) return null;
      return {
        until_ms,
        reason: text(row.reason),
        by: String(row.by_user),
        at_ms: Number(row.at_ms),
        is_platform: row.is_platform === 1,
      };
    },
    saveBan: (userId: string, ban: Ban) =>
      void sql.rows(
        "insert or replace into bans (user_id, until_ms, reason, by_user, at_ms, is_platform) values (?, ?, ?, ?, ?, ?)",
        userId,
        ban.until_ms,
        ban.reason,
        ban.by,
        ban.at_ms,
        ban.is_platform ? 1 : 0,
      ),
    removeBan: (userId: string) => void sql.rows("delete from bans where user_id = ?", userId),

    invite(code: string): (RoomInvite & { expires_ms: number | null }) | null {
      const row = one("select * from invites where code = ?", code);
      if (row === undefined) return null;
      return { ...inviteOf(row), expires_ms: row.expires_ms === null ? null : Number(row.expires_ms) };
    },
    /**
     * Those that still open the room first: however many are used up, one that works is seen and can be
     * revoked.
     */
    invites: (now: number): RoomInvite[] =>
      sql
        .rows<Row>(
          `select * from invites order by
             (coalesce(expires_ms > ?, 1) and coalesce(uses_left > 0, 1)) desc, at_ms desc limit 100`,
          now,
        )
        .map(inviteOf),
    saveInvite: (invite: RoomInvite, expires_ms: number | null, at_ms: number) =>
      void sql.rows(
        "insert or replace into invites (code, created_by, uses_left, expires_ms, at_ms) values (?, ?, ?, ?, ?)",
        invite.code,
        invite.created_by,
        invite.uses_left,
        expires_ms,
        at_ms,
      ),
    useInvite: (code: string) =>
      void sql.rows(
        "update invites set uses_left = uses_left - 1 where code = ? and uses_left is not null",
        code,
      ),
    removeInvite: (code: string) => void sql.rows("delete from invites where code = ?", code),

    answer(userId: string, id: string): StoredAnswer | null {
      const row =
        one(
          "select seq, id as message_id, at_ms from messages where author = ? and client_id = ?",
          userId,
          id,
        ) ?? one("select seq, message_id, at_ms from answers where user_id = ? and id = ?", userId, id);
      return row === undefined
        ? null
        : { seq: Number(row.seq), message_id: text(row.message_id), at_ms: Number(row.at_ms) };
    },
    saveAnswer: (userId: string, id: string, answer: StoredAnswer) =>
      void sql.rows(
        "insert or ignore into answers (user_id, id, seq, message_id, at_ms) values (?, ?, ?, ?, ?)",
        userId,
        id,
        answer.seq,
        answer.message_id,
        answer.at_ms,
      ),
    forgetAnswers: (now: number) =>
      void sql.rows("delete from answers where at_ms < ?", now - REMEMBER_ANSWERS_MS),

    log: (entry: LogEntry) =>
      void sql.rows(
        "insert into log (at_ms, by_user, action, user_id, message_id, reason, detail) values (?, ?, ?, ?, ?, ?, ?)",
        entry.at_ms,
        entry.by,
        entry.action,
        entry.user_id,
        entry.message_id,
        entry.reason,
        JSON.stringify(entry.detail),
      ),
    logBefore: (before: number | null, limit: number): ModerationEntry[] =>
      sql
        .rows<Row>(
          "select * from log where n < ? order by n desc limit ?",
          before ?? Number.MAX_SAFE_INTEGER,
          limit,
        )
        .map((row) => ({
          n: Number(row.n),
          at: isoOf(Number(row.at_ms)),
          by: text(row.by_user),
          action: String(row.action),
          user_id: text(row.user_id),
          message_id: row.message_id === null ? null : MessageId.parse(row.message_id),
          reason: text(row.reason),
          detail: Detail.parse(JSON.parse(String(row.detail))),
        })),

    /** Writes an event for the other Workers down. */
    queueEvent: (event: PlatformEvent, at_ms: number) => outbox.put("events", event.id, event, at_ms),

    relays: () =>
      sql
        .rows<Row>("select n, region from relays")
        .map((row) => ({ n: Number(row.n), region: String(row.region) })),
    openRelay: (n: number, region: string) =>
      void sql.rows("insert or ignore into relays (n, region) values (?, ?)", n, region),

    /**
     * Members whose inbox wants to know and has not been told, those who were named and have not read it
     * first.
     * @param pulse see RoomData
     */
    behind: (pulse: number, limit: number): Member[] =>
      sql
        .rows<Row>(
          `select * from members where awake = 1 and standing_sent < ? + read_seq
           order by exists (select 1 from mentions x where x.user_id = members.user_id and x.seq > members.read_seq) desc limit ?`,
          pulse,
          limit,
        )
        .map(memberOf),
    countBehind: (pulse: number): number =>
      Number(
        one("select count(*) as n from members where awake = 1 and standing_sent < ? + read_seq", pulse)?.n ??
          0,
      ),
    /**
     * Users whose inbox must be told whatever it knows: who left, or whose counts changed without a new
     * message.
     */
    queueStanding: (userId: string) =>
      void sql.rows("insert or ignore into due_standings (user_id) values (?)", userId),
    dueStandings: (limit: number): string[] =>
      sql.rows<Row>("select user_id from due_standings limit ?", limit).map((row) => String(row.user_id)),
    removeDueStanding: (userId: string) =>
      void sql.rows("delete from due_standings where user_id = ?", userId),
    /** Members who came while raid mode was on. */
    raiders: (limit: number): string[] =>
      sql
        .rows<Row>("select user_id from members where raid = 1 limit ?", limit)
        .map((row) => String(row.user_id)),
    setStandingSent: (userId: string, sent: number, awake: boolean) =>
      void sql.rows(
        "update members set standing_sent = max(standing_sent, ?), awake = ? where user_id = ?",
        sent,
        flag(awake),
        userId,
      ),
  };
}
