import { outboxRows } from "@veza/worker-kit/object-outbox";
import { nodeSql } from "@veza/worker-kit/testing/node-sql";
import { expect, test } from "vitest";
import { portsInNode, roomInNode } from "../testing/room-in-node.ts";
import { loadRoom } from "./load.ts";
import { ROOM_TABLES } from "./tables.ts";
import { foldReactions, indexOlder } from "./text-upkeep.ts";
import { NO_RULES, watchedHits } from "./watched.ts";

const STEP = ROOM_TABLES.findIndex((step) => step.includes("virtual table grams"));

/** The tables as a room has them that was made before the fold, with what people wrote in it. */
function oldRoom(bodies: string[], reactions: [number, string, string][] = []) {
  const sql = nodeSql(ROOM_TABLES.slice(0, STEP));
  bodies.forEach((body, i) => {
    sql.rows(
      `insert into messages (seq, id, n, author, client_id, body, at_ms, mentions, mentions_room, attachments, cards)
       values (?, ?, ?, 'a', ?, ?, 0, '[]', 0, '[]', '[]')`,
      i + 1,
      `m${i}`,
      i,
      `c${i}`,
      body,
    );
    sql.rows("insert into words (rowid, body) values (?, ?)", i + 1, body);
  });
  for (const [seq, emoji, user] of reactions)
    sql.rows("insert into reactions (seq, emoji, user_id, at_ms) values (?, ?, ?, 0)", seq, emoji, user);
  for (const step of ROOM_TABLES.slice(STEP)) sql.run(step);
  return sql;
}
const indexed = (sql: ReturnType<typeof nodeSql>) =>
  sql.rows<{ rowid: number }>("select rowid from grams order by rowid").map(({ rowid }) => rowid);

test("what was written before the index comes into it, the newest first, in pieces, and goes on after a restart", () => {
  const sql = oldRoom(["one", "two", "", "four", "five"]);
  expect(indexOlder(sql, 2)).toBe(true);
  expect(indexed(sql)).toEqual([4, 5]);
  expect(indexOlder(sql, 2)).toBe(true);
  expect(indexOlder(sql, 2)).toBe(false);
  expect(indexed(sql)).toEqual([1, 2, 4, 5]);
  expect(indexOlder(sql, 2)).toBe(false);
});

test("a room without messages has nothing to catch up with", () => {
  const sql = oldRoom([]);
  expect(indexOlder(sql, 10)).toBe(false);
  foldReactions(sql);
  expect(sql.rows("select * from facts")).toEqual([]);
});

test("two spellings of a reaction become one, of one person too, and what is no emoji goes", () => {
  const sql = oldRoom(
    ["hi"],
    [
      [1, "❤", "ann"],
      [1, "❤️", "ann"],
      [1, "❤", "bob"],
      [1, "hello", "bob"],
      [1, "🔥", "bob"],
    ],
  );
  foldReactions(sql);
  foldReactions(sql);
  expect(sql.rows("select emoji, user_id from reactions order by emoji, user_id")).toEqual([
    { emoji: "❤️", user_id: "ann" },
    { emoji: "❤️", user_id: "bob" },
    { emoji: "🔥", user_id: "bob" },
  ]);
});

test.each([
  ["昨日新曲を公開した", "新曲"],
  ["เพลงใหม่มาแล้ว", "ใหม่"],
  ["새노래발표했어요", "노래"],
  ["Đêm nhạc", "dem"],
  ["Große Straße", "strasse"],
  ["مَرْحَبًا", "مرحبا"],
])("in a room %s is found by %s, also after an edit, and not once it is deleted", (body, query) => {
  const { join, say, ask } = roomInNode();
  const ann = join(2, "ann");
  const { message_id } = say(ann, "before");
  ask(ann, { t: "message.edit", message_id, body });
  const search = (text: string) => {
    const answer = ask(ann, { t: "search", query: text, limit: 5 });
    return answer.t === "found" ? answer.messages.map(({ id }) => id) : answer.t;
  };
  expect(search(query)).toEqual([message_id]);
  expect(search("before")).toEqual([]);
  ask(ann, { t: "message.delete", message_id });
  expect(search(query)).toEqual([]);
});

test.each([
  ["spam", "buy s\u200bp\u00ada\u2060m now", true],
  ["spam", "ＳＰＡＭ", true],
  ["spam", "spa\u0336m\ufe0f", true],
  ["spam", "spamming is another word", false],
  ["straße", "in der STRASSE", true],
  ["赌场", "来网上赌场玩", true],
  ["카지노", "온라인카지노에서", true],
  ["คาสิโน", "เล่นคาสิโนออนไลน์", true],
  ["مرحبا", "مَرْحَبًا", true],
  ["low tide", "at low  tide", true],
])("watched %s in %s: %s", (word, text, isHit) =>
  expect(watchedHits({ ...NO_RULES, words: [word] }, text, 0, null)).toEqual(isHit ? [`word: ${word}`] : []),
);

test("what waited in the outbox of before comes into the new one in its order, also what fits no schema", () => {
  const step = ROOM_TABLES.findIndex((one) => one.includes("object_outbox"));
  const sql = nodeSql(ROOM_TABLES.slice(0, step));
  const events = [{ id: "e1", type: "room.member" }, { type: "of another age" }, { id: "e2" }];
  for (const event of events) sql.rows("insert into outbox (event) values (?)", JSON.stringify(event));
  for (const one of ROOM_TABLES.slice(step)) sql.run(one);
  const waiting = outboxRows(sql).next("events", 10);
  expect(waiting.map(({ body }) => JSON.parse(body))).toEqual(events);
  expect(waiting.map(({ id }) => id)).toEqual(["e1", "row-2", "e2"]);
});

test("an event that fits no schema does not keep those behind it, nor the room", async () => {
  const { room, sql, setup, say, owner, clearEvents } = roomInNode();
  clearEvents();
  room().store.outbox.put("events", "old", { type: "of another age" }, 0);
  expect(() => say(owner, "goes on")).not.toThrow();
  const sent: unknown[] = [];
  const loaded = loadRoom(
    portsInNode(sql, setup, (event) => sent.push(event)),
    room().data(),
  );
  room().store.outbox.put("events", "next", { type: "of another age", n: 2 }, 0);
  await loaded.outbox.flush();
  expect(sent).toEqual([{ type: "of another age" }, { type: "of another age", n: 2 }]);
});
