import { TrackProgress } from "@veza/contracts/ws/inbox";
import type { InboxStore } from "./engine.ts";

/** Append-only: what ran in some object may never change. */
const MIGRATIONS = [
  "create table uploads (track_id text primary key, body text not null, at integer not null)",
] as const;

/** Brings the object's SQLite to the newest schema, once a step. Throws when a step that ran was changed since. */
export function migrate(sql: SqlStorage): void {
  sql.exec("create table if not exists migrations (n integer primary key, statement text not null)");
  const done = sql
    .exec<{ n: number; statement: string }>("select n, statement from migrations order by n")
    .toArray();
  for (const [n, statement] of MIGRATIONS.entries()) {
    const before = done[n];
    if (before === undefined) {
      sql.exec(statement);
      sql.exec("insert into migrations (n, statement) values (?, ?)", n, statement);
    } else if (before.statement !== statement) {
      throw new Error(`migration ${n} of this object was changed: the list is append-only`);
    }
  }
}

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
  };
}
