import { PlatformEvent } from "@veza/contracts/events";
import type { StreamServerFrame } from "@veza/contracts/ws/stream";
import { migrateObject } from "@veza/worker-kit/object-migrations";
import { z } from "zod";
import { Session } from "./state.ts";

/** Answers that a device's frames got, so that a frame which is sent again gets the same one. */
const ANSWERS_KEPT = 64;

/** Append-only: what ran in some object may never change. */
const MIGRATIONS = [
  "create table session (one integer primary key check (one = 1), state text not null, touched_ms integer not null)",
  "create table answers (n integer primary key autoincrement, device_id text not null, id text not null, answer text not null)",
  "create unique index answers_by_id on answers (device_id, id)",
  "create table outbox (id text primary key, event text not null)",
] as const;

/** Brings a session's tables up to date. */
export const migrate = (sql: SqlStorage): void => migrateObject(sql, MIGRATIONS);

const Answer = z.custom<StreamServerFrame>((value) => typeof value === "object" && value !== null);

export interface SessionStore {
  load(): Session | null;
  save(session: Session, now_ms: number): void;
  touched(): number;
  answerTo(device_id: string, id: string): StreamServerFrame | null;
  keepAnswer(device_id: string, id: string, answer: StreamServerFrame): void;
  queueEvent(event: PlatformEvent): void;
  events(): PlatformEvent[];
  removeEvent(id: string): void;
}

export function sqliteStore(sql: SqlStorage): SessionStore {
  return {
    load() {
      const row = sql.exec("select state from session").toArray()[0];
      return row === undefined ? null : Session.parse(JSON.parse(String(row.state)));
    },
    save(session, now_ms) {
      sql.exec(
        "insert into session (one, state, touched_ms) values (1, ?, ?) on conflict (one) do update set state = excluded.state, touched_ms = excluded.touched_ms",
        JSON.stringify(session),
        now_ms,
      );
    },
    touched() {
      return Number(sql.exec("select coalesce(max(touched_ms), 0) as at from session").one().at);
    },
    answerTo(device_id, id) {
      const row = sql
        .exec("select answer from answers where device_id = ? and id = ?", device_id, id)
        .toArray()[0];
      return row === undefined ? null : Answer.parse(JSON.parse(String(row.answer)));
    },
    keepAnswer(device_id, id, answer) {
      sql.exec(
        "insert or ignore into answers (device_id, id, answer) values (?, ?, ?)",
        device_id,
        id,
        JSON.stringify(answer),
      );
      sql.exec("delete from answers where n <= (select max(n) from answers) - ?", ANSWERS_KEPT * 4);
    },
    queueEvent(event) {
      sql.exec("insert or ignore into outbox (id, event) values (?, ?)", event.id, JSON.stringify(event));
    },
    events() {
      return sql
        .exec("select event from outbox limit 100")
        .toArray()
        .map((row) => PlatformEvent.parse(JSON.parse(String(row.event))));
    },
    removeEvent(id) {
      sql.exec("delete from outbox where id = ?", id);
    },
  };
}
