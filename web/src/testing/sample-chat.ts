import type { ChatServerFrame } from "@veza/contracts/ws/chat";
import type { ChatEvent, ChatMessage, RoomInfo } from "@veza/contracts/ws/chat-room";
import { sampleId } from "./sample-track.ts";

/** A room, its people and what they say, for tests. */
export const ROOM = sampleId("rom", 1);
export const ME = sampleId("usr", 1);
export const LEO = sampleId("usr", 2);

/** The moment of a seq: a second apart. */
export const timeAt = (seq: number): string =>
  new Date(Date.UTC(2026, 10, 22, 10) + seq * 1_000).toISOString();

/** Grows with `n` as real ids grow with time. */
export const messageId = (n: number): string => `msg_01h455vb4pex5vsknk084${n.toString().padStart(5, "0")}`;

export const sampleMessage = (seq: number, change: Partial<ChatMessage> = {}): ChatMessage => ({
  id: messageId(seq),
  seq,
  author: { user_id: LEO, username: "leo", avatar_url: null },
  body: `message ${seq}`,
  reply_to: null,
  at: timeAt(seq),
  edited_at: null,
  deleted: false,
  pinned: false,
  thread_id: null,
  thread_count: 0,
  mentions: [],
  mentions_room: false,
  attachments: [],
  cards: [],
  reactions: [],
  ...change,
});

export const said = (seq: number, change: Partial<ChatMessage> = {}): ChatEvent => ({
  t: "message.new",
  seq,
  at: timeAt(seq),
  message: sampleMessage(seq, change),
});

export const own = { author: { user_id: ME, username: "maren", avatar_url: null } };

export const sampleRoom = (change: Partial<RoomInfo> = {}): RoomInfo => ({
  id: ROOM,
  kind: "room",
  visibility: "public",
  name: "Ambient",
  topic: "",
  avatar_url: null,
  subject: null,
  member_count: 2,
  slow_mode_ms: 0,
  raid_mode: false,
  created_at: timeAt(0),
  ...change,
});

type Welcome = Extract<ChatServerFrame, { t: "welcome" }>;

/** The first frame, with the newest messages up to `last`. */
export const sampleWelcome = (events: readonly ChatEvent[], change: Partial<Welcome> = {}): Welcome => ({
  t: "welcome",
  room: sampleRoom(),
  you: { user_id: ME, role: "member", muted_until: null, read_seq: 0, quiet: false },
  last_seq: events.at(-1)?.seq ?? 0,
  events: [...events],
  resync: false,
  has_more: false,
  ...change,
});
