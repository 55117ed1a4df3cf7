import { PartyServerFrame } from "@veza/contracts/ws/party";
import type { Statement } from "@veza/core/roster";
import type { RelayLoad } from "@veza/worker-kit/fan-out/placement";
import { migrateObject } from "@veza/worker-kit/object-migrations";
import { NOTHING_PENDING, Pending } from "./pending-news.ts";
import { Core, Item, type PartyState } from "./state.ts";

/** Append-only: what ran in some object may never change. */
const MIGRATIONS = [
  "create table facts (name text primary key, body text not null)",
  "create table items (item_id text primary key, body text not null)",
  "create table votes (item_id text not null, user_id text not null, primary key (item_id, user_id)) without rowid",
  "create table answers (user_id text not null, id text not null, body text not null, at integer not null, primary key (user_id, id)) without rowid",
  "create index answers_at on answers (at)",
  "create table relays (n integer primary key, region text not null)",
  "create table relay_members (place integer not null, user_id text not null, username text not null, devices integer not null, version integer not null, primary key (place, user_id)) without rowid",
  "create table present (user_id text primary key, since_ms integer not null) without rowid",
] as const;

/** A repeated `id` gets the same answer for this long: longer than any client tries again. */
export const REMEMBER_ANSWERS_MS = 10 * 60_000;

type Answer = Extract<PartyServerFrame, { t: "ack" | "error" }>;

export interface PartyStore {
  /** Null where no party was made, or where it has ended. */
  load(): PartyState | null;
  /** Writes what differs. */
  save(before: PartyState | null, after: PartyState): void;
  answer(userId: string, id: string, now: number): Answer | null;
  saveAnswer(userId: string, id: string, answer: Answer, now: number): void;
  forgetAnswers(now: number): void;
  /** What waits to be told, for an object that is evicted before it has told it. */
  pending(): Pending;
  setPending(pending: Pending): void;
  emptySince(): number | null;
  setEmptySince(at: number | null): void;
  /** Since when people are there and their host is not; null while the host is there, or nobody. */
  hostGoneSince(): number | null;
  setHostGoneSince(at: number | null): void;
  /** By user id, since when somebody is there. */
  presentSince(): ReadonlyMap<string, number>;
  /** Null: gone. */
  setPresent(userId: string, since_ms: number | null): void;
  relays(): Omit<RelayLoad, "sockets">[];
  openRelay(n: number, region: string): void;
  relayMembers(): Statement[];
  saveRelayMember(statement: Statement): void;
}

/**
 * The SQLite of a party's primary object. Nothing is written, not even a table, before a party is made:
 * whoever guesses ids must not fill storage.
 */
export function partyStore(sql: SqlStorage): PartyStore {
  const hasTables = () =>
    sql.exec("select 1 from sqlite_master where type = 'table' and name = 'migrations'").toArray().length > 0;
  const fact = (name: string): unknown => {
    const row = sql.exec<{ body: string }>("select body from facts where name = ?", name).toArray()[0];
    return row === undefined ? null : JSON.parse(row.body);
  };
  const setFact = (name: string, value: unknown) =>
    sql.exec("insert or replace into facts (name, body) values (?, ?)", name, JSON.stringify(value));

  return {
    load() {
      if (!hasTables()) return null;
      migrateObject(sql, MIGRATIONS);
      const core = fact("core");
      if (core === null) return null;
      const voters = Map.groupBy(
        sql.exec<{ item_id: string; user_id: string }>("select item_id, user_id from votes").toArray(),
        ({ item_id }) => item_id,
      );
      const items = sql
        .exec<{ body: string }>("select body from items")
        .toArray()
        .map(({ body }) => Item.parse(JSON.parse(body)))
        .sort((one, other) => one.added_n - other.added_n);
      return {
        core: Core.parse(core),
        queue: new Map(
          items.map((item) => [
            item.item_id,
            { item, voters: new Set(voters.get(item.item_id)?.map(({ user_id }) => user_id)) },
          ]),
        ),
      };
    },
    save(before, after) {
      if (before === null) migrateObject(sql, MIGRATIONS);
      if (before?.core !== after.core) setFact("core", after.core);
      if (before?.queue === after.queue) return;
      for (const item_id of before?.queue.keys() ?? []) {
        if (after.queue.has(item_id)) continue;
        sql.exec("delete from items where item_id = ?", item_id);
        sql.exec("delete from votes where item_id = ?", item_id);
      }
      for (const [item_id, entry] of after.queue) {
        const known = before?.queue.get(item_id);
        if (known === entry) continue;
        if (known?.item !== entry.item)
          sql.exec(
            "insert or replace into items (item_id, body) values (?, ?)",
            item_id,
            JSON.stringify(entry.item),
          );
        const [had, has] = [known?.voters ?? new Set<string>(), entry.voters];
        for (const user_id of has)
          if (!had.has(user_id))
            sql.exec("insert or ignore into votes (item_id, user_id) values (?, ?)", item_id, user_id);
        for (const user_id of had)
          if (!has.has(user_id))
            sql.exec("delete from votes where item_id = ? and user_id = ?", item_id, user_id);
      }
    },
    answer(userId, id, now) {
      const row = sql
        .exec<{ body: string }>(
          "select body from answers where user_id = ? and id = ? and at > ?",
          userId,
          id,
          now - REMEMBER_ANSWERS_MS,
        )
        .toArray()[0];
      if (row === undefined) return null;
      const frame = PartyServerFrame.parse(JSON.parse(row.body));
      return frame.t === "ack" || frame.t === "error" ? frame : null;
    },
    saveAnswer: (userId, id, answer, now) =>
      void sql.exec(
        "insert or replace into answers (user_id, id, body, at) values (?, ?, ?, ?)",
        userId,
        id,
        JSON.stringify(answer),
        now,
      ),
    forgetAnswers: (now) => void sql.exec("delete from answers where at <= ?", now - REMEMBER_ANSWERS_MS),
    pending: () => Pending.parse(fact("pending") ?? NOTHING_PENDING),
    setPending: (pending) => void setFact("pending", pending),
    emptySince() {
      const at = fact("empty_since");
      return typeof at === "number" ? at : null;
    },
    setEmptySince: (at) => void setFact("empty_since", at),
    hostGoneSince() {
      const at = fact("host_gone_since");
      return typeof at === "number" ? at : null;
    },
    setHostGoneSince: (at) => void setFact("host_gone_since", at),
    presentSince: () =>
      new Map(
        sql
          .exec<{ user_id: string; since_ms: number }>("select user_id, since_ms from present")
          .toArray()
          .map(({ user_id, since_ms }) => [user_id, since_ms]),
      ),
    setPresent(userId, since_ms) {
      if (since_ms === null) sql.exec("delete from present where user_id = ?", userId);
      else sql.exec("insert or replace into present (user_id, since_ms) values (?, ?)", userId, since_ms);
    },
    relays: () => sql.exec<{ n: number; region: string }>("select n, region from relays").toArray(),
    openRelay: (n, region) =>
      void sql.exec("insert or ignore into relays (n, region) values (?, ?)", n, region),
    relayMembers: () =>
      sql
        .exec<{ place: number; user_id: string; username: string; devices: number; version: number }>(
          "select place, user_id, username, devices, version from relay_members",
        )
        .toArray(),
    saveRelayMember({ place, user_id, username, devices, version }) {
      if (devices === 0)
        sql.exec("delete from relay_members where place = ? and user_id = ?", place, user_id);
      else
        sql.exec(
          "insert or replace into relay_members (place, user_id, username, devices, version) values (?, ?, ?, ?, ?)",
          place,
          user_id,
          username,
          devices,
          version,
        );
    },
  };
}
