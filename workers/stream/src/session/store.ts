import { PlatformEvent } from "@veza/contracts/events";
import type { StreamServerFrame } from "@veza/contracts/ws/stream";
import { OUTBOX_TABLE, type OutboxRows, outboxRows } from "@veza/worker-kit/object-outbox";
import type { Row, Sql } from "@veza/worker-kit/object-sql";
import { z } from "zod";
import { Session } from "./state.ts";

/** Answers that a device's frames got, so that a frame which is sent again gets the same one. */
const MAX_ANSWERS = 256;

/** Append-only: what ran in some object may never change. */
export const SESSION_TABLES = [
  "create table session (one integer primary key check (one = 1), state text not null, touched_ms integer not null)",
  "create table answers (n integer primary key autoincrement, device_id text not null, id text not null, answer text not null)",
  "create unique index answers_by_id on answers (device_id, id)",
  "create table outbox (id text primary key, event text not null)",
  `${OUTBOX_TABLE}
   insert into object_outbox (id, lane, body, at_ms) select id, 'events', event, 0 from outbox;
   drop table outbox;`,
] as const;

const Answer = z.custom<StreamServerFrame>((value) => typeof value === "object" && value !== null);

export interface SessionStore {
  load(): Session | null;
  save(session: Session, now_ms: number): void;
  touched(): number;
  answerTo(device_id: string, id: string): StreamServerFrame | null;
  saveAnswer(device_id: string, id: string, answer: StreamServerFrame): void;
  /** Parsed by the contract before it is written down: throws where its consumer would refuse it. */
  queueEvent(event: PlatformEvent): void;
}

/** What a session stores, in its object's SQLite. */
export function sessionStore(sql: Sql): SessionStore & { outbox: OutboxRows } {
  const outbox = outboxRows(sql);
  return {
    outbox,
    load() {
      const row = sql.rows<Row>("select state from session")[0];
      return row === undefined ? null : Session.parse(JSON.parse(String(row.state)));
    },
    save(session, now_ms) {
      sql.rows(
        "insert into session (one, state, touched_ms) values (1, ?, ?) on conflict (one) do update set state = excluded.state, touched_ms = excluded.touched_ms",
        JSON.stringify(session),
        now_ms,
      );
    },
    touched: () => Number(sql.rows<Row>("select touched_ms from session")[0]?.touched_ms ?? 0),
    answerTo(device_id, id) {
      const row = sql.rows<Row>(
        "select answer from answers where device_id = ? and id = ?",
        device_id,
        id,
      )[0];
      return row === undefined ? null : Answer.parse(JSON.parse(String(row.answer)));
    },
    saveAnswer(device_id, id, answer) {
      sql.rows(
        "insert or ignore into answers (device_id, id, answer) values (?, ?, ?)",
        device_id,
        id,
        JSON.stringify(answer),
      );
      sql.rows("delete from answers where n <= (select max(n) from answers) - ?", MAX_ANSWERS);
    },
    queueEvent(event) {
      const checked = PlatformEvent.parse(event);
      outbox.put("events", checked.id, checked, Date.parse(checked.occurred_at));
    },
  };
}
