import { z } from "zod";
import { AttachmentId, MessageId, UserId } from "../ids.ts";
import { code, Emoji, line, name, prose, told } from "../text.ts";
import {
  ChatEvent,
  ChatMember,
  ChatMessage,
  MemberRole,
  NewWatchedRules,
  RoomInfo,
  WatchedRules,
} from "./chat-room.ts";

/**
 * `/chat/ws?room_id=`: one room. `hello` comes first; everything before it is answered with an error. Events
 * have a `seq` of their room without holes: a client that sees one missing says `hello` again with the last
 * that it has. A repeated `id` of the same user gets the same `ack` and is done once, also after a reconnect.
 */
export const CHAT_PROTOCOL = "veza.chat.v1";
/** 4,000 characters outside of the BMP, escaped as JSON allows, are 48,000 bytes. */
export const CHAT_MAX_FRAME_BYTES = 65_536;
/** Answered by the platform without waking the room. */
export const CHAT_PING = '{"t":"ping"}';
export const CHAT_PONG = '{"t":"pong"}';

/** Code points of a message's text. */
export const MAX_BODY = 4_000;
export const MAX_ATTACHMENTS = 10;
/** Distinct reactions of one user to one message. */
export const MAX_REACTIONS = 10;
export const EDIT_WINDOW_MS = 15 * 60_000;
export const TYPING_MS = 5_000;
export const MAX_SLOW_MODE_MS = 6 * 3_600_000;
export const MAX_GROUP = 50;
/** Newest messages in a `welcome` without `since`. */
export const WELCOME_PAGE = 50;
/** Events that a resume brings; more than this missed is a `resync`. */
export const MAX_RESUME = 500;
/** Messages that one `messages.get` asks for. */
export const MAX_ASKED = 50;
/** People that a `presence` frame names; `online` counts all. */
export const PRESENT_SHOWN = 100;

/** What a member shows: `invisible` looks like absence to all others. */
export const PresenceStatus = z.enum(["online", "idle", "dnd", "invisible"]);
export type PresenceStatus = z.infer<typeof PresenceStatus>;

/** What a user is and may here. `muted_until`: not before that time can they write. */
export const ChatYou = z.object({
  user_id: UserId,
  role: MemberRole,
  muted_until: z.iso.datetime().nullable().optional(),
  read_seq: z.int().optional(),
  /** No notification of this room but for what names the user. */
  quiet: z.boolean().optional(),
});
export type ChatYou = z.infer<typeof ChatYou>;

export const ModerationEntry = z.object({
  n: z.int(),
  at: z.iso.datetime(),
  by: UserId.nullable(),
  /** Such as `member.ban`, `messages.purge`, `watched.hit`. */
  action: told,
  user_id: UserId.nullable(),
  message_id: MessageId.nullable(),
  reason: told.nullable(),
  detail: z.record(told, z.unknown()),
});
export type ModerationEntry = z.infer<typeof ModerationEntry>;

const re = told;

export const ChatServerFrame = z.discriminatedUnion("t", [
  z.object({
    t: z.literal("welcome"),
    room: RoomInfo,
    you: ChatYou,
    last_seq: z.int(),
    /**
     * After `since`, every event. With `resync`, or without `since`: the newest page of messages as they are
     * now.
     */
    events: z.array(ChatEvent),
    resync: z.boolean(),
    /** Whether there are older messages than the page; only with a page. */
    has_more: z.boolean().optional(),
    server_time_ms: z.int().optional(),
  }),
  z.object({
    t: z.literal("ack"),
    re,
    /** Of the event that it caused; of the room's last one where it caused none. */
    seq: z.int(),
    message_id: MessageId.nullable(),
    at: z.iso.datetime(),
  }),
  z.object({ t: z.literal("batch"), events: z.array(ChatEvent).min(1) }),
  /** All who are typing now, at most 20; an empty list when nobody is. */
  z.object({ t: z.literal("typing"), user_ids: z.array(UserId) }),
  /**
   * Who is here now, as a whole: it replaces what was known. Large rooms are told the first PRESENT_SHOWN and
   * the count.
   */
  z.object({
    t: z.literal("presence"),
    online: z.int(),
    members: z.array(z.object({ user_id: UserId, status: z.enum(["online", "idle", "dnd"]) })),
  }),
  /** Messages as they are now, oldest first, each as `message.new` with the `seq` that it had. */
  z.object({ t: z.literal("history"), re, events: z.array(ChatEvent), has_more: z.boolean() }),
  z.object({ t: z.literal("found"), re, messages: z.array(ChatMessage), has_more: z.boolean() }),
  /** Those that were asked for and are there, in the order of the question. */
  z.object({ t: z.literal("messages"), re, messages: z.array(ChatMessage) }),
  z.object({ t: z.literal("pins"), re, messages: z.array(ChatMessage) }),
  z.object({ t: z.literal("members"), re, members: z.array(ChatMember), next: told.nullable() }),
  /** Earlier texts of a message, oldest first. */
  z.object({
    t: z.literal("edits"),
    re,
    message_id: MessageId,
    edits: z.array(z.object({ at: z.iso.datetime(), body: told })),
  }),
  z.object({ t: z.literal("log"), re, entries: z.array(ModerationEntry), has_more: z.boolean() }),
  z.object({ t: z.literal("watched"), re, rules: WatchedRules }),
  /** What the rules would do with a text. */
  z.object({ t: z.literal("watched.tried"), re, hits: z.array(told) }),
  /** Your own standing has changed. */
  z.object({ t: z.literal("you"), you: ChatYou }),
  z.object({ t: z.literal("pong") }),
  z.object({
    t: z.literal("error"),
    re: re.optional(),
    code: told,
    message: told,
    retry_after_ms: z.int().optional(),
  }),
]);
export type ChatServerFrame = z.infer<typeof ChatServerFrame>;

/**
 * Text as it is typed, at most MAX_BODY code points, however many bytes those are. What shows nothing is
 * empty.
 */
export const MessageBody = prose(2 * MAX_BODY).refine(
  (text) => text.length <= MAX_BODY || [...text].length <= MAX_BODY,
  "The text is too long.",
);

const id = code(64).min(1);
const seq = z.int().min(0);
const message_id = MessageId;
const reason = prose(500).optional();
/** Null: without an end. */
const duration_ms = z
  .int()
  .min(1_000)
  .max(366 * 86_400_000)
  .nullable();

/** What is said of a message that is reported. */
export const MessageReport = z.object({
  category: z.enum(["spam", "abuse", "illegal", "copyright", "other"]),
  note: prose(1_000).optional(),
});

/** What may be changed of a room: any part of it. */
export const RoomChange = z.object({
  name: name(100).optional(),
  topic: prose(500).optional(),
  /** A picture that was uploaded for this room; null takes it away. */
  avatar: AttachmentId.nullable().optional(),
  visibility: z.enum(["public", "private"]).optional(),
  slow_mode_ms: z.int().min(0).max(MAX_SLOW_MODE_MS).optional(),
  /** Who joins while it is on can only read. */
  raid_mode: z.boolean().optional(),
});

/**
 * What an act of moderation says beside its member: how long it lasts, or how far back it reaches, and why.
 */
export const ModerationTerms = z.object({
  duration_ms: duration_ms.optional(),
  since_ms: z.int().positive().optional(),
  reason,
});

export const ChatClientFrame = z.discriminatedUnion("t", [
  z.object({ t: z.literal("hello"), since: seq.nullable(), status: PresenceStatus.optional() }),
  z.object({
    t: z.literal("message.send"),
    id,
    body: MessageBody,
    reply_to: message_id.nullable().optional(),
    /** The message whose thread it belongs to. */
    thread: message_id.nullable().optional(),
    attachments: z.array(AttachmentId).max(MAX_ATTACHMENTS).optional(),
  }),
  z.object({ t: z.literal("message.edit"), id, message_id, body: MessageBody }),
  z.object({ t: z.literal("message.delete"), id, message_id, reason }),
  z.object({ t: z.literal("reaction.add"), id, message_id, emoji: Emoji }),
  z.object({ t: z.literal("reaction.remove"), id, message_id, emoji: Emoji }),
  z.object({ t: z.literal("typing.start") }),
  z.object({ t: z.literal("read"), seq }),
  z.object({
    t: z.literal("history.get"),
    id,
    /** Messages before it, newest first taken; without it the newest. */
    before_seq: seq.nullable().optional(),
    /** Messages after it instead, oldest first taken. */
    after_seq: seq.optional(),
    /** Of one thread; without it, those that are in none. */
    thread: message_id.optional(),
    limit: z.int().min(1).max(100).default(50),
  }),
  z.object({
    t: z.literal("search"),
    id,
    query: prose(200).trim().min(1),
    before_seq: seq.optional(),
    limit: z.int().min(1).max(50).default(25),
  }),
  /** Messages by their ids, of the room and its threads: what a reply answers, where a link leads. */
  z.object({ t: z.literal("messages.get"), id, message_ids: z.array(message_id).min(1).max(MAX_ASKED) }),
  z.object({ t: z.literal("pins.get"), id }),
  /** By name, `after` the `next` of the page before. `query`: names that begin so. */
  z.object({
    t: z.literal("members.get"),
    id,
    after: line(50).optional(),
    query: line(50).optional(),
    limit: z.int().min(1).max(100).default(100),
  }),
  z.object({ t: z.literal("pin.set"), id, message_id, pinned: z.boolean() }),
  z.object({ t: z.literal("presence.set"), status: PresenceStatus }),
  z.object({ t: z.literal("quiet.set"), id, quiet: z.boolean() }),
  /** How far a client has got, now and then: one that is far behind is closed with `too_slow` and resumes. */
  z.object({ t: z.literal("seen"), seq }),
  z.object({
    t: z.literal("message.report"),
    id,
    message_id,
    ...MessageReport.shape,
  }),
  // Moderation.
  z.object({ t: z.literal("message.edits"), id, message_id }),
  z.object({
    t: z.literal("member.role"),
    id,
    user_id: UserId,
    role: z.enum(["moderator", "member", "read_only"]),
  }),
  z.object({ t: z.literal("member.mute"), id, user_id: UserId, duration_ms, reason }),
  z.object({ t: z.literal("member.unmute"), id, user_id: UserId, reason }),
  z.object({ t: z.literal("member.kick"), id, user_id: UserId, reason }),
  z.object({ t: z.literal("member.ban"), id, user_id: UserId, duration_ms, reason }),
  z.object({ t: z.literal("member.unban"), id, user_id: UserId, reason }),
  z.object({ t: z.literal("owner.hand_over"), id, user_id: UserId }),
  /** All messages of a user (of the last `since_ms`). */
  z.object({
    t: z.literal("messages.purge"),
    id,
    user_id: UserId,
    since_ms: ModerationTerms.shape.since_ms,
    reason,
  }),
  z.object({
    t: z.literal("room.set"),
    id,
    ...RoomChange.shape,
  }),
  z.object({ t: z.literal("watched.get"), id }),
  z.object({ t: z.literal("watched.set"), id, rules: NewWatchedRules }),
  z.object({ t: z.literal("watched.try"), id, body: MessageBody, rules: NewWatchedRules.optional() }),
  z.object({
    t: z.literal("log.get"),
    id,
    before: z.int().positive().optional(),
    limit: z.int().min(1).max(100).default(50),
  }),
  z.object({ t: z.literal("ping") }),
]);
export type ChatClientFrame = z.infer<typeof ChatClientFrame>;
