import { z } from "zod";
import { AttachmentId, MessageId, RoomId, UserId } from "../ids.ts";
import { name, told } from "../text.ts";

/** What a chat room consists of on the wire: its facts, members, messages and events. */
export const RoomKind = z.enum(["room", "direct", "group"]);
export type RoomKind = z.infer<typeof RoomKind>;

export const MEMBER_ROLES = ["owner", "moderator", "member", "read_only", "banned"] as const;
export const MemberRole = z.enum(MEMBER_ROLES);
export type MemberRole = z.infer<typeof MemberRole>;

/** A track, an artist or a listening party that a room stands beside. */
export const RoomSubject = z.object({
  kind: z.enum(["track", "artist", "party"]),
  id: told.max(64),
});
export type RoomSubject = z.infer<typeof RoomSubject>;

/**
 * Lower-case words with hyphens, such as `night-shift`. It never looks like an id, which has an underscore.
 */
export const RoomSlug = z
  .string()
  .min(3)
  .max(50)
  .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/);

export const RoomInfo = z.object({
  id: RoomId,
  kind: RoomKind,
  visibility: z.enum(["public", "private"]),
  name: told,
  topic: told,
  /** Its address below `/rooms/`, beside its id; null until it has one. */
  slug: RoomSlug.nullable().optional(),
  avatar_url: told.nullable(),
  subject: RoomSubject.nullable(),
  member_count: z.int(),
  slow_mode_ms: z.int(),
  raid_mode: z.boolean(),
  created_at: z.iso.datetime(),
});
export type RoomInfo = z.infer<typeof RoomInfo>;

export const ChatAuthor = z.object({
  user_id: UserId,
  username: told,
  avatar_url: told.nullable(),
  /** A program: a bot account or an incoming webhook. */
  is_bot: z.boolean().optional(),
});
export type ChatAuthor = z.infer<typeof ChatAuthor>;

export const ChatMember = ChatAuthor.extend({
  role: MemberRole,
  joined_at: z.iso.datetime(),
  muted_until: z.iso.datetime().nullable(),
});
export type ChatMember = z.infer<typeof ChatMember>;

/** A file that came with a message. `url` needs the right to read the room. */
export const ChatAttachment = z.object({
  id: AttachmentId,
  kind: z.enum(["image", "audio", "file"]),
  name: told.max(255),
  mime: told.max(100),
  bytes: z.int(),
  url: told.max(500),
  thumbnail_url: told.max(500).nullable().optional(),
  width: z.int().nullable().optional(),
  height: z.int().nullable().optional(),
  duration_ms: z.int().nullable().optional(),
});
export type ChatAttachment = z.infer<typeof ChatAttachment>;

/** What a link to something on Veza shows. Only what anybody may see becomes a card. */
export const ChatCard = z.object({
  kind: z.enum(["track", "playlist", "pack"]),
  id: told.max(64),
  title: told.max(200),
  subtitle: told.max(200),
  image_url: told.max(500).nullable(),
  duration_ms: z.int().nullable(),
});
export type ChatCard = z.infer<typeof ChatCard>;

/** A message as it is now. A deleted one is a tombstone: no text, no files, no reactions. */
export const ChatMessage = z.object({
  id: MessageId,
  seq: z.int(),
  author: ChatAuthor,
  body: told,
  reply_to: MessageId.nullable(),
  at: z.iso.datetime(),
  edited_at: z.iso.datetime().nullable(),
  deleted: z.boolean(),
  pinned: z.boolean(),
  /** The message whose thread it is in. */
  thread_id: MessageId.nullable(),
  /** Replies in its own thread. */
  thread_count: z.int(),
  mentions: z.array(UserId),
  /** It names everybody (`@room`, by moderators). */
  mentions_room: z.boolean(),
  attachments: z.array(ChatAttachment),
  cards: z.array(ChatCard),
  /** `me`: whether the reader is among them; left out in what goes to all. */
  reactions: z.array(z.object({ emoji: told, count: z.int(), me: z.boolean().optional() })),
});
export type ChatMessage = z.infer<typeof ChatMessage>;

const seq = z.int().min(1);
const at = z.iso.datetime();

export const ChatEvent = z.discriminatedUnion("t", [
  /** As the message is now: one that was deleted since is a tombstone. */
  z.object({ t: z.literal("message.new"), seq, at, message: ChatMessage }),
  z.object({
    t: z.literal("message.edited"),
    seq,
    at,
    message_id: MessageId,
    body: told,
    edited_at: z.iso.datetime(),
    mentions: z.array(UserId),
  }),
  z.object({ t: z.literal("message.deleted"), seq, at, message_id: MessageId, by: UserId }),
  z.object({
    t: z.literal("message.cards"),
    seq,
    at,
    message_id: MessageId,
    cards: z.array(ChatCard),
  }),
  /** All messages of a user from one seq on are deleted. */
  z.object({ t: z.literal("messages.purged"), seq, at, user_id: UserId, from_seq: z.int(), by: UserId }),
  z.object({
    t: z.literal("reaction.changed"),
    seq,
    at,
    message_id: MessageId,
    emoji: told,
    count: z.int(),
    user_id: UserId,
    added: z.boolean(),
  }),
  z.object({ t: z.literal("member.joined"), seq, at, member: ChatMember, member_count: z.int() }),
  z.object({
    t: z.literal("member.left"),
    seq,
    at,
    user_id: UserId,
    how: z.enum(["left", "kicked", "banned"]),
    member_count: z.int(),
  }),
  z.object({ t: z.literal("member.role"), seq, at, user_id: UserId, role: MemberRole }),
  z.object({
    t: z.literal("pin.changed"),
    seq,
    at,
    message_id: MessageId,
    pinned: z.boolean(),
    by: UserId,
  }),
  z.object({ t: z.literal("room.updated"), seq, at, room: RoomInfo }),
]);
export type ChatEvent = z.infer<typeof ChatEvent>;
export type ChatEventType = ChatEvent["t"];

/** What a room's moderators have the server look for. With `dry_run` it is written to the log only. */
export const WatchedRules = z.object({
  /** Whole words, compared without case and accents. */
  words: z.array(told).max(500),
  /** Hosts, with all below them; `*` is every link that does not lead to Veza itself. */
  links: z.array(told).max(200),
  max_mentions: z.int().min(0).max(100).nullable(),
  action: z.enum(["refuse", "report"]),
  dry_run: z.boolean(),
});
export type WatchedRules = z.infer<typeof WatchedRules>;

/** The same as a moderator writes them down. */
export const NewWatchedRules = WatchedRules.extend({
  /**
   * Whole words, or parts of them in scripts without spaces, compared without case, accents and what nobody
   * sees.
   */
  words: z.array(name(50)).max(500),
  /** As they are stored. */
  links: z.array(name(100)).max(200),
});
