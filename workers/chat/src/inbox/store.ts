import { RoomStanding } from "@veza/contracts/chat-rpc";
import { TrackProgress } from "@veza/contracts/ws/inbox";
import { migrateObject } from "@veza/worker-kit/object-migrations";
import type { InboxStore } from "./engine.ts";

/** Append-only: what ran in some object may never change. */
const MIGRATIONS = [
  "create table uploads (track_id text primary key, body text not null, at integer not null)",
  "create table rooms (room_id text primary key, is_member integer not null, version integer not null, body text not null) without rowid",
] as const;

/** Brings an inbox's tables up to date. */
export const migrate = (sql: SqlStorage): void => migrateObject(sql, MIGRATIONS);

/** Rooms that a device is told of; more than anybody reads. */
const MAX_ROOMS = 1_000;
/** An upload whose end never came is forgotten after two days: the page asks the API anyway. */
const FORGET_MS = 2 * 86_400_000;

export function sqliteStore(sql: SqlStorage, now: () => number): InboxStore {
  return {
    uploads: () =>
      sql
        .exec<{ body: string }>("select body from uploads where at > ? order by at", now() - FORGET_MS)
        .toArray()
        .map(({ body }) => TrackProgress.parse(JSON.parse(body))),
    saveUpload: (progress) => {
      sql.exec(
        "insert into uploads (track_id, body, at) values (?, ?, ?) on conflict (track_id) do update set body = excluded.body, at = excluded.at",
        progress.track_id,
        JSON.stringify(progress),
        now(),
      );
      sql.exec("delete from uploads where at <= ?", now() - FORGET_MS);
    },
    removeUpload: (trackId) => void sql.exec("delete from uploads where track_id = ?", trackId),
    rooms: () =>
      sql
        .exec<{ body: string }>("select body from rooms where is_member = 1 limit ?", MAX_ROOMS)
        .toArray()
        .map(({ body }) => RoomStanding.parse(JSON.parse(body))),
    room(roomId) {
      const row = sql.exec<{ body: string }>("select body from rooms where room_id = ?", roomId).toArray()[0];
      return row === undefined ? null : RoomStanding.parse(JSON.parse(row.body));
    },
    saveRoom: (standing) =>
      void sql.exec(
        "insert or replace into rooms (room_id, is_member, version, body) values (?, ?, ?, ?)",
        standing.room_id,
        standing.is_member ? 1 : 0,
        standing.version,
        JSON.stringify(standing),
      ),
  };
}
