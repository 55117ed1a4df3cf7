import { OUTBOX_TABLE } from "@veza/worker-kit/object-outbox";

/**
 * Tables of a room, append-only: what ran in some object may never change. A message's text is in one place,
 * `messages`: events name it, so that nothing that was deleted or edited stays behind in them.
 */
export const ROOM_TABLES = [
  `create table facts (name text primary key, body text not null) without rowid;
   create table people (user_id text primary key, username text not null, avatar_url text, asked_ms integer not null) without rowid;
   create index people_by_name on people (username);
   create table members (
     user_id text primary key, role text not null, joined_ms integer not null, raid integer not null, muted_until_ms integer,
     read_seq integer not null, quiet integer not null, told integer not null, awake integer not null,
     notified_seq integer not null) without rowid;
   create table bans (user_id text primary key, until_ms integer, reason text, by_user text not null, at_ms integer not null) without rowid;
   create table invites (code text primary key, created_by text not null, uses_left integer, expires_ms integer, at_ms integer not null) without rowid;`,
  `create table messages (
     seq integer primary key, id text not null, n integer not null, author text not null, client_id text not null, body text not null,
     reply_to text, thread text, at_ms integer not null, edited_ms integer, deleted_ms integer, pinned_ms integer,
     mentions text not null, mentions_room integer not null, attachments text not null, cards text not null);
   create unique index messages_by_id on messages (id);
   create unique index messages_by_client on messages (author, client_id);
   create index messages_by_author on messages (author, seq);
   create index messages_of_threads on messages (thread, seq) where thread is not null;
   create index messages_pinned on messages (pinned_ms) where pinned_ms is not null;
   create index messages_deleted on messages (seq) where deleted_ms is not null;
   create table mentions (user_id text not null, seq integer not null, primary key (user_id, seq)) without rowid;
   create table reactions (seq integer not null, emoji text not null, user_id text not null, at_ms integer not null, primary key (seq, emoji, user_id)) without rowid;
   create table edits (n integer primary key autoincrement, seq integer not null, at_ms integer not null, body text not null);
   create index edits_of_messages on edits (seq);
   create table events (seq integer primary key, t text not null, at_ms integer not null, message_seq integer, body text not null);
   create virtual table words using fts5 (body, content='messages', content_rowid='seq', tokenize='unicode61 remove_diacritics 2');`,
  `create table answers (user_id text not null, id text not null, seq integer not null, message_id text, at_ms integer not null, primary key (user_id, id)) without rowid;
   create index answers_at on answers (at_ms);
   create table log (
     n integer primary key autoincrement, at_ms integer not null, by_user text, action text not null, user_id text, message_id text,
     reason text, detail text not null);
   create table outbox (n integer primary key autoincrement, event text not null);
   create table nudges (user_id text primary key) without rowid;
   create table relays (n integer primary key, region text not null);`,
  "alter table people add column is_bot integer not null default 0;",
  "alter table bans add column is_platform integer not null default 0;",
  // The index of whole words gives way to one of pairs of characters (text-grams.ts), which text-upkeep.ts
  // fills.
  `drop table words;
   create virtual table grams using fts5 (pairs, content='', contentless_delete=1, tokenize='ascii');
   insert into facts (name, body) select 'unindexed_before', max(seq) + 1 from messages having max(seq) is not null;
   insert into facts (name, body) select 'reactions_unfolded', '1' where exists (select 1 from reactions);`,
  `${OUTBOX_TABLE}
   insert or ignore into object_outbox (id, lane, body, at_ms)
     select coalesce(json_extract(event, '$.id'), 'row-' || n), 'events', event, 0 from outbox order by n;
   drop table outbox;`,
  `alter table nudges rename to due_standings;
   alter table members rename column told to standing_sent;`,
] as const;
