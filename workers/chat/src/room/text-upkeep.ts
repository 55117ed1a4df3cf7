import { Emoji } from "@veza/contracts/text";
import { gramsOfText } from "@veza/core/text-grams";
import type { Row, Sql } from "@veza/worker-kit/object-sql";

/**
 * What a step of the tables cannot do in SQL: texts that were stored before there was the fold are brought up
 * to it. A fact says how far that has come, so it goes on after a restart and is nothing once it is done.
 */
const UNINDEXED = "unindexed_before";
const UNFOLDED = "reactions_unfolded";

/** Puts the text of a message into the index, in place of what it had there. */
export function indexText(sql: Sql, seq: number, body: string): void {
  unindexText(sql, seq);
  const pairs = gramsOfText(body);
  if (pairs !== "") sql.rows("insert into grams (rowid, pairs) values (?, ?)", seq, pairs);
}

export const unindexText = (sql: Sql, seq: number): void =>
  void sql.rows("delete from grams where rowid = ?", seq);

/** Indexes messages that are older than the index, the newest first. @returns whether there are more */
export function indexOlder(sql: Sql, count: number): boolean {
  const [fact] = sql.rows<Row>("select body from facts where name = ?", UNINDEXED);
  if (fact === undefined) return false;
  return sql.transaction(() => {
    const rows = sql.rows<Row>(
      "select seq, body from messages where seq < ? order by seq desc limit ?",
      Number(fact.body),
      count,
    );
    for (const { seq, body } of rows) indexText(sql, Number(seq), String(body));
    const last = rows.at(-1);
    if (last === undefined || rows.length < count) {
      sql.rows("delete from facts where name = ?", UNINDEXED);
      return false;
    }
    sql.rows("update facts set body = ? where name = ?", String(last.seq), UNINDEXED);
    return true;
  });
}

/** Brings reactions to their one spelling, so that ❤ and ❤️ count together; what is no emoji goes. Once. */
export function foldReactions(sql: Sql): void {
  if (sql.rows("select 1 as one from facts where name = ?", UNFOLDED).length === 0) return;
  sql.transaction(() => {
    for (const { emoji } of sql.rows<Row>("select distinct emoji from reactions")) {
      const before = String(emoji);
      const after = Emoji.safeParse(before);
      if (after.success && after.data === before) continue;
      if (after.success)
        sql.rows("update or ignore reactions set emoji = ? where emoji = ?", after.data, before);
      sql.rows("delete from reactions where emoji = ?", before);
    }
    sql.rows("delete from facts where name = ?", UNFOLDED);
  });
}
