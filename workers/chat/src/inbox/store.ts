import { RoomStanding } from "@veza/contracts/chat-rpc";
import { TrackProgress } from "@veza/contracts/ws/inbox";
import type { Row, Sql } from "@veza/worker-kit/object-sql";
import type { InboxStore } from "./engine.ts";

/** Append-only: what ran in some object may never change. */
export const INBOX_TABLES = [
  "create table uploads (track_id text primary key, body text not null, at integer not null)",
  "create table rooms (room_id text primary key, is_member integer not null, version integer not null, body text not null) without rowid",
] as const;

/** Rooms that a device is told of; more than anybody reads. */
const MAX_ROOMS = 1_000;
/** An upload whose end never came is forgotten after two days: the page asks the API anyway. */
const FORGET_MS = 2 * 86_400_000;

/** What an inbox stores, in its SQLite. */
export function inboxStore(sql: Sql, now: () => number): InboxStore & { forgetUploads(): boolean } {
  return {
    uploads: () =>
      sql
        .rows<Row>("select body from uploads where at > ? order by at", now() - FORGET_MS)
        .map(({ body }) => TrackProgress.parse(JSON.parse(String(body)))),
    saveUpload: (progress) =>
      void sql.rows(
        "insert into uploads (track_id, body, at) values (?, ?, ?) on conflict (track_id) do update set body = excluded.body, at = excluded.at",
        progress.track_id,
        JSON.stringify(progress),
        now(),
      ),
    removeUpload: (trackId) => void sql.rows("delete from uploads where track_id = ?", trackId),
    /** Forgets uploads whose end never came. @returns whether there are others */
    forgetUploads() {
      sql.rows("delete from uploads where at <= ?", now() - FORGET_MS);
      return sql.rows("select 1 as one from uploads limit 1").length > 0;
    },
    rooms: () =>
      sql
        .rows<Row>("select body from rooms where is_member = 1 limit ?", MAX_ROOMS)
        .map(({ body }) => RoomStanding.parse(JSON.parse(String(body)))),
    room(roomId) {
      const row = sql.rows<Row>("select body from rooms where room_id = ?", roomId)[0];
      return row === undefined ? null : RoomStanding.parse(JSON.parse(String(row.body)));
    },
    saveRoom: (standing) =>
      void sql.rows(
        "insert or replace into rooms (room_id, is_member, version, body) values (?, ?, ?, ?)",
        standing.room_id,
        standing.is_member ? 1 : 0,
        standing.version,
        JSON.stringify(standing),
      ),
  };
}
