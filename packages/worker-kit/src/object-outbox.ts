import type { LogFields } from "@veza/core/log";
import type { Row, Sql } from "./object-sql.ts";

/** The table, for the list of an object's migrations: what ran in some object may never change. */
export const OUTBOX_TABLE = `create table object_outbox (
  n integer primary key autoincrement, id text not null unique, lane text not null, body text not null, at_ms integer not null,
  tries integer not null default 0, is_aside integer not null default 0);
create index object_outbox_lanes on object_outbox (lane, is_aside, n);`;

/** Rows that are read at once. */
const AT_ONCE = 50;
/** A row that failed is tried again in so many milliseconds, then in twice as many, up to the longest. */
const RETRY_MS = 5_000;
const LONGEST_RETRY_MS = 5 * 60_000;
/** A row that failed so often may be the fault of the row: the one behind it is tried. */
const SUSPECT_TRIES = 6;
/** Rows that were put aside are tried again so often. */
const ASIDE_EVERY_MS = 3_600_000;
/** Should the object go before it has sent what was just put: it is tried again after this. */
const SAFETY_MS = 10_000;

interface OutboxRow {
  n: number;
  id: string;
  body: string;
  at_ms: number;
  tries: number;
}

const rowOf = (row: Row): OutboxRow => ({
  n: Number(row.n),
  id: String(row.id),
  body: String(row.body),
  at_ms: Number(row.at_ms),
  tries: Number(row.tries),
});

export type OutboxRows = ReturnType<typeof outboxRows>;

/** What waits in an object to be told to somebody else, as it is stored. */
export function outboxRows(sql: Sql) {
  const select = "select n, id, body, at_ms, tries from object_outbox";
  return {
    /**
     * Writes something down to be sent, within the transaction of the change that it tells of.
     * @param id of what is sent: a second one of the same id that still waits is dropped
     */
    put: (lane: string, id: string, body: unknown, at_ms: number) =>
      void sql.rows(
        "insert or ignore into object_outbox (id, lane, body, at_ms) values (?, ?, ?, ?)",
        id,
        lane,
        JSON.stringify(body),
        at_ms,
      ),
    /** What a lane sends next, in its order. */
    next: (lane: string, limit: number): OutboxRow[] =>
      sql.rows<Row>(`${select} where lane = ? and is_aside = 0 order by n limit ?`, lane, limit).map(rowOf),
    aside: (lane: string): OutboxRow[] =>
      sql.rows<Row>(`${select} where lane = ? and is_aside = 1 order by n`, lane).map(rowOf),
    remove: (n: number) => void sql.rows("delete from object_outbox where n = ?", n),
    failed: (n: number) => void sql.rows("update object_outbox set tries = tries + 1 where n = ?", n),
    putAside: (n: number) => void sql.rows("update object_outbox set is_aside = 1 where n = ?", n),
    isEmpty: (): boolean => sql.rows("select 1 as one from object_outbox limit 1").length === 0,
  };
}

/** What an outbox needs beside its rows. */
export interface OutboxPorts<Lane extends string> {
  rows: OutboxRows;
  /**
   * By lane, who takes what is sent there; throws where it was not taken. It may get the same thing twice.
   */
  lanes: Record<Lane, (body: unknown) => Promise<unknown>>;
  now(): number;
  /** An alarm of the object is wanted at that time, and calls `run`. */
  wakeBy(at: number): void;
  count(lane: Lane, outcome: "sent" | "failed" | "put_aside"): void;
  /** Seconds from being written down to being taken. */
  observe(lane: Lane, seconds: number): void;
  onError(message: string, cause: unknown, fields: LogFields): void;
}

export interface ObjectOutbox {
  /**
   * Something was put: sends what waits, unless its lane waits after a failure. Resolves when that is done;
   * never throws.
   */
  flush(): Promise<void>;
  /** What the alarm does: also what was put aside is tried again. Never throws. */
  run(): Promise<void>;
  isEmpty(): boolean;
}

/**
 * Sends what an object has written down beside its changes: in order within a lane, each at least once, again
 * with growing pauses where it fails. A lane that fails holds up no other one. A row that goes on failing
 * while the one behind it is taken is put aside, and tried again once an hour; while nothing is taken at all,
 * the order stays as it is.
 */
export function createObjectOutbox<Lane extends string>(ports: OutboxPorts<Lane>): ObjectOutbox {
  const { rows, now } = ports;
  const lanes = Object.keys(ports.lanes) as Lane[];
  const sending = new Set<Lane>();
  /** Until when a lane waits after a failure. */
  const pausedUntil = new Map<Lane, number>();
  let asideAt = 0;

  const send = async (lane: Lane, row: OutboxRow): Promise<void> => {
    try {
      await ports.lanes[lane](JSON.parse(row.body));
    } catch (cause) {
      rows.failed(row.n);
      ports.count(lane, "failed");
      throw cause;
    }
    rows.remove(row.n);
    ports.count(lane, "sent");
    ports.observe(lane, Math.max(0, now() - row.at_ms) / 1000);
  };
  /** Whether a row that fails is at fault itself: the one behind it was taken. */
  const isPassed = async (lane: Lane, behind: OutboxRow | undefined): Promise<boolean> => {
    if (behind === undefined) return false;
    return send(lane, behind).then(
      () => true,
      () => false,
    );
  };
  const sendLane = async (lane: Lane): Promise<void> => {
    for (let found = rows.next(lane, AT_ONCE); found.length > 0; found = rows.next(lane, AT_ONCE)) {
      for (const [i, row] of found.entries()) {
        try {
          await send(lane, row);
        } catch (cause) {
          const pause = Math.min(RETRY_MS * 2 ** row.tries, LONGEST_RETRY_MS);
          if (row.tries + 1 < SUSPECT_TRIES || !(await isPassed(lane, found[i + 1]))) {
            pausedUntil.set(lane, now() + pause);
            ports.wakeBy(now() + pause);
            ports.onError("what waits was not taken and is sent again", cause, {
              lane,
              tries: row.tries + 1,
            });
            return;
          }
          rows.putAside(row.n);
          ports.count(lane, "put_aside");
          ports.wakeBy(now() + ASIDE_EVERY_MS);
          ports.onError("a row that nobody takes was put aside", cause, { lane, id: row.id });
          break;
        }
      }
    }
    pausedUntil.delete(lane);
  };
  const sendAside = async (lane: Lane): Promise<void> => {
    for (const row of rows.aside(lane)) await send(lane, row).catch(() => undefined);
    if (rows.aside(lane).length > 0) ports.wakeBy(now() + ASIDE_EVERY_MS);
  };
  const work = async (lane: Lane, withAside: boolean): Promise<void> => {
    if (sending.has(lane)) return;
    sending.add(lane);
    try {
      if (withAside) await sendAside(lane);
      const pause = pausedUntil.get(lane) ?? 0;
      if (pause <= now()) await sendLane(lane);
      else ports.wakeBy(pause);
    } finally {
      sending.delete(lane);
    }
  };

  return {
    isEmpty: rows.isEmpty,
    async flush() {
      if (rows.isEmpty()) return;
      ports.wakeBy(now() + SAFETY_MS);
      await Promise.all(lanes.map((lane) => work(lane, false)));
    },
    async run() {
      if (rows.isEmpty()) return;
      const withAside = now() >= asideAt;
      if (withAside) asideAt = now() + ASIDE_EVERY_MS;
      await Promise.all(lanes.map((lane) => work(lane, withAside)));
      if (!rows.isEmpty()) ports.wakeBy(now() + ASIDE_EVERY_MS);
    },
  };
}
