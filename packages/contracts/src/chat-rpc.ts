import { z } from "zod";
import { AttachmentId, MessageId, RoomId, UserId } from "./ids.ts";
import { code, line, prose, told } from "./text.ts";
import { ChatYou, MAX_GROUP, MessageBody } from "./ws/chat.ts";
import {
  ChatAuthor,
  ChatMessage,
  MemberRole,
  RoomInfo,
  RoomKind,
  RoomSlug,
  RoomSubject,
} from "./ws/chat-room.ts";

/** What the other Workers ask of rooms. Rooms own the truth; the directory in Postgres follows by events. */
export const CreateRoom = z.object({
  /** Made by the caller, so that a repeated call makes one room. */
  room_id: RoomId,
  kind: RoomKind,
  visibility: z.enum(["public", "private"]),
  name: line(100),
  topic: prose(500).default(""),
  slug: RoomSlug.nullable().default(null),
  avatar_url: told.max(500).nullable().default(null),
  subject: RoomSubject.nullable().default(null),
  owner: ChatAuthor,
  /** Of a direct conversation the other one, of a group all others. */
  members: z
    .array(ChatAuthor)
    .max(MAX_GROUP - 1)
    .default([]),
});
export type CreateRoom = z.input<typeof CreateRoom>;

export const RoomInvite = z.object({
  code: told,
  created_by: UserId,
  /** Null: without a limit. */
  uses_left: z.int().nullable(),
  expires_at: z.iso.datetime().nullable(),
});
export type RoomInvite = z.infer<typeof RoomInvite>;

/** A room as one user sees it; `you` is null for somebody who is no member. */
export const RoomView = z.object({ room: RoomInfo, you: ChatYou.nullable(), last_seq: z.int() });
export type RoomView = z.infer<typeof RoomView>;

/** `not_found` stands for every room that the user may not know of. */
export type RoomRefusal = {
  ok: false;
  code:
    | "not_found"
    | "forbidden"
    | "banned"
    | "full"
    | "wrong_state"
    | "invite_invalid"
    /** The owner has blocked the user, or the user has no verified address. */
    | "blocked"
    | "email_not_verified"
    /** The owner of a room with others in it leaves only after handing it over. */
    | "owner_must_hand_over";
  message: string;
};
export type RoomAnswer = ({ ok: true } & RoomView) | RoomRefusal;

export const JoinRoom = z.object({
  room_id: RoomId,
  user: ChatAuthor,
  /** The code of an invite, for private rooms. */
  invite: code(64).nullable().default(null),
});
export type JoinRoom = z.input<typeof JoinRoom>;
export const AddMember = z.object({ room_id: RoomId, by: UserId, user: ChatAuthor });
export type AddMember = z.input<typeof AddMember>;
export const RoomAndUser = z.object({ room_id: RoomId, user_id: UserId });
export type RoomAndUser = z.input<typeof RoomAndUser>;
/** How often an invite works, and until when; null is without a limit. */
export const InviteTerms = z.object({
  max_uses: z.int().min(1).max(1_000).nullable().default(null),
  expires_in_ms: z
    .int()
    .min(60_000)
    .max(366 * 86_400_000)
    .nullable()
    .default(7 * 86_400_000),
});
export const CreateInvite = RoomAndUser.extend(InviteTerms.shape);
export type CreateInvite = z.input<typeof CreateInvite>;
export const RevokeInvite = RoomAndUser.extend({ code: code(64) });
export type RevokeInvite = z.input<typeof RevokeInvite>;

export const GetMessages = z.object({
  room_id: RoomId,
  /** Null: somebody without an account, who may read public rooms. */
  user_id: UserId.nullable(),
  before_seq: z.int().min(0).nullable().default(null),
  after_seq: z.int().min(0).nullable().default(null),
  thread: MessageId.nullable().default(null),
  limit: z.int().min(1).max(100).default(50),
});
export type GetMessages = z.input<typeof GetMessages>;
/** Oldest first. */
export const MessagesPage = z.object({ messages: z.array(ChatMessage), has_more: z.boolean() });
export type MessagesPage = z.infer<typeof MessagesPage>;

/** A member's place in a room, as rooms tell inboxes: whole, so that it may come twice. */
export const RoomStanding = z.object({
  room_id: RoomId,
  /** False: the user is no member (any more). */
  is_member: z.boolean(),
  last_seq: z.int(),
  read_seq: z.int(),
  unread: z.int(),
  mentions: z.int(),
  quiet: z.boolean(),
  /** Rises: one that was overtaken is dropped. */
  version: z.int(),
});
export type RoomStanding = z.infer<typeof RoomStanding>;

/** A message by a program, over REST. Who is no member yet becomes one. */
export const PostMessage = z.object({
  room_id: RoomId,
  user: ChatAuthor,
  id: code(64).min(1),
  body: MessageBody,
});
export type PostMessage = z.input<typeof PostMessage>;
export type PostAnswer =
  | { ok: true; message_id: string; seq: number }
  | { ok: false; code: string; message: string; retry_after_ms?: number };

/**
 * What a moderator of the platform does in any room, above its own roles. Logged in the room. Safe to repeat.
 */
export const PlatformAct = z.object({
  room_id: RoomId,
  by: UserId,
  reason: prose(500),
  /** Delete this message. */
  message_id: MessageId.nullable().default(null),
  /** Ban its author. */
  ban: z.object({ user_id: UserId, duration_ms: z.int().positive().nullable() }).nullable().default(null),
});
export type PlatformAct = z.input<typeof PlatformAct>;

export const AttachmentIds = z.array(AttachmentId).max(10);
export const RoleInRoom = MemberRole.nullable();

export interface ChatRooms {
  /** Makes a room; a second call with the same id answers with the room that is there. */
  createRoom(room: CreateRoom): Promise<RoomView>;
  /** Null when there is none that this user may know of; a valid `invite` lets anybody know of it. */
  room(request: {
    room_id: string;
    user_id: string | null;
    invite?: string | undefined;
  }): Promise<RoomView | null>;
  joinRoom(request: JoinRoom): Promise<RoomAnswer>;
  /** Brings somebody into a group. */
  addMember(request: AddMember): Promise<RoomAnswer>;
  leaveRoom(request: RoomAndUser): Promise<RoomAnswer>;
  createInvite(request: CreateInvite): Promise<{ ok: true; invite: RoomInvite } | RoomRefusal>;
  invites(request: RoomAndUser): Promise<{ ok: true; invites: RoomInvite[] } | RoomRefusal>;
  revokeInvite(request: RevokeInvite): Promise<{ ok: true } | RoomRefusal>;
  /** Null when the user may not read the room, or there is none. */
  roomMessages(request: GetMessages): Promise<MessagesPage | null>;
  /** A message by a webhook. */
  postMessage(request: PostMessage): Promise<PostAnswer>;
  moderate(request: PlatformAct): Promise<{ ok: true } | RoomRefusal>;
  /** Whether the user may read the room: for its files. */
  mayReadRoom(request: { room_id: string; user_id: string | null }): Promise<boolean>;
}
