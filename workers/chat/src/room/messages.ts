import { ChatAttachment, ChatCard, ChatEvent, type ChatMessage } from "@veza/contracts/ws/chat-room";
import type { Row, Sql } from "@veza/worker-kit/object-sql";
import { z } from "zod";
import { isoOf, personOf } from "./state.ts";
import { indexText, unindexText } from "./text-upkeep.ts";

/** A message as it is stored; its text is nowhere else but in the index of its characters. */
export interface StoredMessage {
  seq: number;
  id: string;
  author: string;
  body: string;
  reply_to: string | null;
  thread: string | null;
  at_ms: number;
  edited_ms: number | null;
  deleted_ms: number | null;
  pinned_ms: number | null;
  mentions: string[];
  mentions_room: boolean;
  attachments: ChatAttachment[];
  cards: ChatCard[];
}

const Ids = z.array(z.string());
const Attachments = z.array(ChatAttachment);
const Cards = z.array(ChatCard);
const text = (value: unknown) => (typeof value === "string" ? value : null);
const time = (value: unknown) => (typeof value === "number" ? value : null);

function messageOf(row: Row): StoredMessage {
  return {
    seq: Number(row.seq),
    id: String(row.id),
    author: String(row.author),
    body: String(row.body),
    reply_to: text(row.reply_to),
    thread: text(row.thread),
    at_ms: Number(row.at_ms),
    edited_ms: time(row.edited_ms),
    deleted_ms: time(row.deleted_ms),
    pinned_ms: time(row.pinned_ms),
    mentions: Ids.parse(JSON.parse(String(row.mentions))),
    mentions_room: row.mentions_room === 1,
    attachments: Attachments.parse(JSON.parse(String(row.attachments))),
    cards: Cards.parse(JSON.parse(String(row.cards))),
  };
}

/** Parts of a message on the wire that are not in its own row. */
export interface Beside {
  author: ChatMessage["author"];
  thread_count: number;
  reactions: ChatMessage["reactions"];
}

export const messageFrame = (message: StoredMessage, beside: Beside): ChatMessage => ({
  id: message.id,
  seq: message.seq,
  author: beside.author,
  body: message.body,
  reply_to: message.reply_to,
  at: isoOf(message.at_ms),
  edited_at: message.edited_ms === null || message.deleted_ms !== null ? null : isoOf(message.edited_ms),
  deleted: message.deleted_ms !== null,
  pinned: message.pinned_ms !== null,
  thread_id: message.thread,
  thread_count: beside.thread_count,
  mentions: message.mentions,
  mentions_room: message.mentions_room,
  attachments: message.attachments,
  cards: message.cards,
  reactions: beside.reactions,
});

export interface PageOf {
  before_seq?: number | null | undefined;
  after_seq?: number | null | undefined;
  thread?: string | null | undefined;
  limit: number;
}

export type MessageStore = ReturnType<typeof messageStore>;

/** Messages, reactions, events and the index of texts of a room in its SQLite. */
export function messageStore(sql: Sql) {
  const one = (statement: string, ...bindings: (string | number | null)[]) =>
    sql.rows<Row>(statement, ...bindings)[0];
  const found = (row: Row | undefined) => (row === undefined ? null : messageOf(row));
  const saveMentions = (message: StoredMessage) => {
    for (const userId of message.mentions)
      sql.rows("insert or ignore into mentions (user_id, seq) values (?, ?)", userId, message.seq);
    if (message.mentions_room)
      sql.rows("insert or ignore into mentions (user_id, seq) values ('*', ?)", message.seq);
  };
  const dropMentions = ({ mentions, mentions_room, seq }: StoredMessage) => {
    for (const userId of mentions_room ? [...mentions, "*"] : mentions)
      sql.rows("delete from mentions where user_id = ? and seq = ?", userId, seq);
  };

  /** Messages on the wire, as `viewer` gets them (null: the text that goes to all). */
  const frames = (messages: StoredMessage[], viewer: string | null): ChatMessage[] => {
    if (messages.length === 0) return [];
    const seqs = JSON.stringify(messages.map(({ seq }) => seq));
    const ids = JSON.stringify(messages.map(({ id }) => id));
    const authors = new Map(
      sql
        .rows<Row>(
          "select user_id, username, avatar_url, is_bot from people where user_id in (select value from json_each(?))",
          JSON.stringify([...new Set(messages.map(({ author }) => author))]),
        )
        .map((row) => [String(row.user_id), row]),
    );
    const reactions = Map.groupBy(
      sql.rows<Row>(
        `select seq, emoji, count(*) as count, max(user_id = ?) as me, min(at_ms) as first from reactions
         where seq in (select value from json_each(?)) group by seq, emoji order by first, emoji`,
        viewer ?? "",
        seqs,
      ),
      (row) => Number(row.seq),
    );
    const threads = new Map(
      sql
        .rows<Row>(
          "select thread, count(*) as count from messages where thread in (select value from json_each(?)) and deleted_ms is null group by thread",
          ids,
        )
        .map((row) => [String(row.thread), Number(row.count)]),
    );
    return messages.map((message) => {
      const author = authors.get(message.author);
      return messageFrame(message, {
        author:
          author === undefined
            ? { user_id: message.author, username: "", avatar_url: null }
            : personOf(author),
        thread_count: threads.get(message.id) ?? 0,
        reactions: (reactions.get(message.seq) ?? []).map((row) => ({
          emoji: String(row.emoji),
          count: Number(row.count),
          ...(viewer === null ? {} : { me: row.me === 1 }),
        })),
      });
    });
  };

  const eventOf = (row: Row, messages: Map<number, ChatMessage>): ChatEvent => {
    const message = messages.get(Number(row.message_seq));
    const head = { t: row.t, seq: Number(row.seq), at: isoOf(Number(row.at_ms)) };
    if (row.t === "message.new") return ChatEvent.parse({ ...head, message });
    const body = z.record(z.string(), z.unknown()).parse(JSON.parse(String(row.body)));
    if (row.t === "message.edited")
      return ChatEvent.parse({ ...head, ...body, body: message?.body, mentions: message?.mentions });
    if (row.t === "message.cards") return ChatEvent.parse({ ...head, ...body, cards: message?.cards });
    return ChatEvent.parse({ ...head, ...body });
  };

  return {
    find: (id: string) => found(one("select * from messages where id = ?", id)),
    at: (seq: number) => found(one("select * from messages where seq = ?", seq)),
    frames,

    insert(message: StoredMessage, n: number, clientId: string) {
      sql.rows(
        `insert into messages (seq, id, n, author, client_id, body, reply_to, thread, at_ms, mentions, mentions_room, attachments, cards)
         values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, '[]')`,
        message.seq,
        message.id,
        n,
        message.author,
        clientId,
        message.body,
        message.reply_to,
        message.thread,
        message.at_ms,
        JSON.stringify(message.mentions),
        message.mentions_room ? 1 : 0,
        JSON.stringify(message.attachments),
      );
      indexText(sql, message.seq, message.body);
      saveMentions(message);
    },
    edit(before: StoredMessage, after: StoredMessage) {
      sql.rows(
        "insert into edits (seq, at_ms, body) values (?, ?, ?)",
        before.seq,
        before.edited_ms ?? before.at_ms,
        before.body,
      );
      dropMentions(before);
      sql.rows(
        "update messages set body = ?, edited_ms = ?, mentions = ?, mentions_room = ?, cards = '[]' where seq = ?",
        after.body,
        after.edited_ms,
        JSON.stringify(after.mentions),
        after.mentions_room ? 1 : 0,
        after.seq,
      );
      indexText(sql, after.seq, after.body);
      saveMentions(after);
    },
    /** Leaves a tombstone: the row that holds the place, and nothing that was said. */
    remove(message: StoredMessage, at_ms: number) {
      unindexText(sql, message.seq);
      dropMentions(message);
      sql.rows("delete from reactions where seq = ?", message.seq);
      sql.rows("delete from edits where seq = ?", message.seq);
      sql.rows(
        "update messages set body = '', deleted_ms = ?, pinned_ms = null, mentions = '[]', mentions_room = 0, attachments = '[]', cards = '[]' where seq = ?",
        at_ms,
        message.seq,
      );
    },
    setCards: (seq: number, cards: ChatCard[]) =>
      void sql.rows("update messages set cards = ? where seq = ?", JSON.stringify(cards), seq),
    setPinned: (seq: number, at_ms: number | null) =>
      void sql.rows("update messages set pinned_ms = ? where seq = ?", at_ms, seq),
    pinned: (limit: number): StoredMessage[] =>
      sql
        .rows<Row>(
          "select * from messages where pinned_ms is not null order by pinned_ms desc, seq desc limit ?",
          limit,
        )
        .map(messageOf),
    edits: (seq: number) =>
      sql
        .rows<Row>("select at_ms, body from edits where seq = ? order by n", seq)
        .map((row) => ({ at: isoOf(Number(row.at_ms)), body: String(row.body) })),
    /** What somebody has said since and is not deleted, newest first. */
    ofAuthor: (author: string, since_ms: number, limit: number): StoredMessage[] =>
      sql
        .rows<Row>(
          "select * from messages where author = ? and at_ms >= ? and deleted_ms is null order by seq desc limit ?",
          author,
          since_ms,
          limit,
        )
        .map(messageOf),
    lastOf(author: string): number | null {
      return time(
        one("select at_ms from messages where author = ? order by seq desc limit 1", author)?.at_ms,
      );
    },
    /** Messages of somebody since then, for a limit that outlives this object's memory. */
    countSince: (author: string, since_ms: number): number =>
      Number(
        one(
          "select count(*) as n from (select at_ms from messages where author = ? order by seq desc limit 40) where at_ms > ?",
          author,
          since_ms,
        )?.n ?? 0,
      ),

    reactionsOf: (seq: number, userId: string): string[] =>
      sql
        .rows<Row>("select emoji from reactions where seq = ? and user_id = ?", seq, userId)
        .map((row) => String(row.emoji)),
    countReaction: (seq: number, emoji: string): number =>
      Number(one("select count(*) as n from reactions where seq = ? and emoji = ?", seq, emoji)?.n ?? 0),
    /** Distinct reactions of everybody to one message. */
    countEmoji: (seq: number): number =>
      Number(one("select count(distinct emoji) as n from reactions where seq = ?", seq)?.n ?? 0),
    addReaction: (seq: number, emoji: string, userId: string, at_ms: number) =>
      void sql.rows(
        "insert or ignore into reactions (seq, emoji, user_id, at_ms) values (?, ?, ?, ?)",
        seq,
        emoji,
        userId,
        at_ms,
      ),
    removeReaction: (seq: number, emoji: string, userId: string) =>
      void sql.rows("delete from reactions where seq = ? and emoji = ? and user_id = ?", seq, emoji, userId),

    saveEvent: (event: ChatEvent, at_ms: number, messageSeq: number | null) => {
      const { t, seq, at: _at, ...rest } = event;
      const body =
        t === "message.new" ? {} : t === "message.edited" || t === "message.cards" ? withoutText(rest) : rest;
      sql.rows(
        "insert into events (seq, t, at_ms, message_seq, body) values (?, ?, ?, ?, ?)",
        seq,
        t,
        at_ms,
        messageSeq,
        JSON.stringify(body),
      );
    },
    /** Events after one, as they are now: of what was deleted since, the tombstone. */
    eventsAfter(seq: number, limit: number, viewer: string | null): ChatEvent[] {
      const rows = sql.rows<Row>("select * from events where seq > ? order by seq limit ?", seq, limit);
      const seqs = rows.flatMap((row) => (row.message_seq === null ? [] : [Number(row.message_seq)]));
      const messages = sql
        .rows<Row>(
          "select * from messages where seq in (select value from json_each(?))",
          JSON.stringify([...new Set(seqs)]),
        )
        .map(messageOf);
      const known = new Map(frames(messages, viewer).map((frame) => [frame.seq, frame]));
      return rows.map((row) => eventOf(row, known));
    },

    /** A page of messages, oldest first: of one thread, or of those in none. */
    page({ before_seq, after_seq, thread, limit }: PageOf): { messages: StoredMessage[]; has_more: boolean } {
      const isForward = after_seq !== undefined && after_seq !== null;
      const rows = sql.rows<Row>(
        `select * from messages where ${thread ? "thread = ?" : "thread is null and ? is null"} and seq ${isForward ? ">" : "<"} ?
         order by seq ${isForward ? "asc" : "desc"} limit ?`,
        thread ?? null,
        isForward ? after_seq : (before_seq ?? Number.MAX_SAFE_INTEGER),
        limit + 1,
      );
      const messages = rows.slice(0, limit).map(messageOf);
      return { messages: isForward ? messages : messages.reverse(), has_more: rows.length > limit };
    },
    /** Messages in whose index an expression of FTS5's language is found, newest first. */
    search(
      expression: string,
      before: number,
      limit: number,
    ): { messages: StoredMessage[]; has_more: boolean } {
      const rows = sql.rows<Row>(
        `select m.* from grams g join messages m on m.seq = g.rowid
         where grams match ? and g.rowid < ? and m.deleted_ms is null order by g.rowid desc limit ?`,
        expression,
        before,
        limit + 1,
      );
      return { messages: rows.slice(0, limit).map(messageOf), has_more: rows.length > limit };
    },

    /** Messages after one that are not deleted. @param last_n how many messages there are in all */
    unread(read_seq: number, last_n: number): number {
      const read = one("select n from messages where seq <= ? order by seq desc limit 1", read_seq);
      const deleted = one(
        "select count(*) as n from messages where deleted_ms is not null and seq > ?",
        read_seq,
      );
      return last_n - Number(read?.n ?? 0) - Number(deleted?.n ?? 0);
    },
    mentionsAfter: (userId: string, seq: number): number =>
      Number(
        one(
          `select count(*) as n from (select seq from mentions where user_id = ? and seq > ?
           union select x.seq from mentions x join messages m on m.seq = x.seq where x.user_id = '*' and x.seq > ? and m.author <> ?)`,
          userId,
          seq,
          seq,
          userId,
        )?.n ?? 0,
      ),
  };
}

/** What an event says beside the text, which stays with the message alone. */
function withoutText(rest: Record<string, unknown>): Record<string, unknown> {
  const { body: _body, mentions: _mentions, cards: _cards, ...kept } = rest;
  return kept;
}
