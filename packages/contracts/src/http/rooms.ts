import { z } from "zod";
import { InviteTerms, RoomInvite } from "../chat-rpc.ts";
import { endpoint } from "../endpoint.ts";
import { RoomId, UserId } from "../ids.ts";
import { code, line, name, prose } from "../text.ts";
import { ChatYou, MAX_GROUP } from "../ws/chat.ts";
import { ChatAuthor, RoomInfo, RoomSlug } from "../ws/chat-room.ts";
import { PageQuery, page } from "./pagination.ts";

/**
 * Rooms over REST: finding, making, entering and leaving them. What is said in them goes over `/chat/ws`. The
 * directory follows the rooms, which own the truth, by events: a count may be seconds old.
 */
export const Room = RoomInfo.extend({
  /** Null for somebody who is no member. */
  you: ChatYou.nullable(),
  last_seq: z.int(),
  owner_id: UserId.nullable(),
  /** Of a direct conversation or a group: the others, at most 10, by name. */
  people: z.array(ChatAuthor),
});
export type Room = z.infer<typeof Room>;

/** A room in a list. */
export const RoomRow = Room.omit({ last_seq: true, you: true }).extend({
  /** Null: no member. */
  role: ChatYou.shape.role.nullable(),
});
export type RoomRow = z.infer<typeof RoomRow>;

export const RoomName = name(100);

const tag = "Rooms";
const params = z.object({ room_id: RoomId });
const member = { tag, auth: "required", capability: "rooms:use" } as const;

export const createRoom = endpoint({
  ...member,
  id: "createRoom",
  method: "POST",
  path: "/api/v1/rooms",
  idempotent: true,
  summary:
    "Make a room, by anybody with a verified address: five in an hour. Without a slug it gets one from its name.",
  body: z.strictObject({
    name: RoomName,
    visibility: z.enum(["public", "private"]),
    topic: prose(500).trim().default(""),
    slug: RoomSlug.optional(),
  }),
  status: 201,
  response: Room,
  errors: ["email_not_verified", "slug_taken", "unavailable", "csrf_failed"],
});

export const listRooms = endpoint({
  id: "listRooms",
  method: "GET",
  path: "/api/v1/rooms",
  tag,
  summary: "The directory: public rooms, by members, by age, or as they match `query` in name and topic.",
  auth: "optional",
  query: PageQuery.extend({
    query: prose(100).trim().optional(),
    sort: z.enum(["members", "newest"]).default("members"),
  }),
  status: 200,
  response: page(RoomRow),
  errors: ["invalid_cursor"],
});

export const listMyRooms = endpoint({
  ...member,
  id: "listMyRooms",
  method: "GET",
  path: "/api/v1/me/rooms",
  summary: "Every room and conversation that one is in. What is unread in them comes over `/chat/inbox`.",
  query: PageQuery,
  status: 200,
  response: page(RoomRow),
  errors: ["invalid_cursor"],
});

export const getRoom = endpoint({
  id: "getRoom",
  method: "GET",
  path: "/api/v1/rooms/:room_id",
  tag,
  summary:
    "One room, by its id or its slug. `invite` shows a private room to somebody who holds a valid code.",
  auth: "optional",
  params: z.object({ room_id: z.union([RoomId, RoomSlug]) }),
  query: z.object({ invite: code(64).optional() }),
  status: 200,
  response: Room,
  errors: ["not_found", "unavailable"],
});

export const joinRoom = endpoint({
  ...member,
  id: "joinRoom",
  method: "POST",
  path: "/api/v1/rooms/:room_id/join",
  summary: "Become a member, of a private room with an invite. Safe to repeat. Twenty a minute.",
  params,
  body: z.strictObject({ invite: code(64).nullable().default(null) }),
  body_optional: true,
  status: 200,
  response: Room,
  errors: [
    "not_found",
    "banned",
    "blocked",
    "email_not_verified",
    "room_full",
    "invite_invalid",
    "wrong_state",
    "unavailable",
    "csrf_failed",
  ],
});

export const leaveRoom = endpoint({
  ...member,
  id: "leaveRoom",
  method: "POST",
  path: "/api/v1/rooms/:room_id/leave",
  summary: "Stop being a member. An owner hands the room over first, unless nobody else is in it.",
  params,
  status: 204,
  errors: ["not_found", "owner_must_hand_over", "wrong_state", "unavailable", "csrf_failed"],
});

export const addMembers = endpoint({
  ...member,
  id: "addMembers",
  method: "POST",
  path: "/api/v1/rooms/:room_id/members",
  summary: "Bring people into a group. Who has blocked the caller, or is blocked, is refused by its place.",
  params,
  body: z.strictObject({
    user_ids: z
      .array(UserId)
      .min(1)
      .max(MAX_GROUP - 1),
  }),
  status: 200,
  response: Room,
  errors: [
    "not_found",
    "forbidden",
    "blocked",
    "email_not_verified",
    "room_full",
    "validation_failed",
    "wrong_state",
    "unavailable",
    "csrf_failed",
  ],
});

export const createInvite = endpoint({
  ...member,
  id: "createInvite",
  method: "POST",
  path: "/api/v1/rooms/:room_id/invites",
  idempotent: true,
  summary: "Make a link into the room, with a number of uses and an end; seven days unless said otherwise.",
  params,
  body: z.strictObject(InviteTerms.shape),
  body_optional: true,
  status: 201,
  response: RoomInvite,
  errors: ["not_found", "forbidden", "wrong_state", "unavailable", "csrf_failed"],
});

export const listInvites = endpoint({
  ...member,
  id: "listInvites",
  method: "GET",
  path: "/api/v1/rooms/:room_id/invites",
  summary: "The room's links that still work.",
  params,
  status: 200,
  response: z.object({ items: z.array(RoomInvite) }),
  errors: ["not_found", "forbidden", "unavailable"],
});

export const revokeInvite = endpoint({
  ...member,
  id: "revokeInvite",
  method: "DELETE",
  path: "/api/v1/rooms/:room_id/invites/:code",
  summary: "End a link. Safe to repeat.",
  params: params.extend({ code: code(64).min(1) }),
  status: 204,
  errors: ["not_found", "forbidden", "unavailable", "csrf_failed"],
});

export const createConversation = endpoint({
  ...member,
  id: "createConversation",
  method: "POST",
  path: "/api/v1/conversations",
  idempotent: true,
  summary: "Write to somebody (one id: always the same conversation) or to a group (two ids or more).",
  body: z.strictObject({
    user_ids: z
      .array(UserId)
      .min(1)
      .max(MAX_GROUP - 1),
    /** Of a group. */
    name: line(100).default(""),
  }),
  status: 201,
  response: Room,
  errors: ["email_not_verified", "validation_failed", "blocked", "unavailable", "csrf_failed"],
});

export const SUBJECT_KINDS = ["track", "artist", "party"] as const;
const subject = z.object({ kind: z.enum(SUBJECT_KINDS), subject_id: code(64) });

export const getSubjectRoom = endpoint({
  id: "getSubjectRoom",
  method: "GET",
  path: "/api/v1/subjects/:kind/:subject_id/room",
  tag,
  summary:
    "The room beside a track, an artist (by user id) or a listening party; null while nobody has opened it.",
  auth: "optional",
  params: subject,
  status: 200,
  response: z.object({ room: Room.nullable() }),
  errors: ["not_found", "unavailable"],
});

export const openSubjectRoom = endpoint({
  ...member,
  id: "openSubjectRoom",
  method: "PUT",
  path: "/api/v1/subjects/:kind/:subject_id/room",
  summary:
    "Enter the room beside a track, an artist or a listening party. It is made on first use; the artist or the host owns it.",
  params: subject,
  status: 200,
  response: Room,
  errors: [
    "not_found",
    "email_not_verified",
    "banned",
    "blocked",
    "wrong_state",
    "unavailable",
    "csrf_failed",
  ],
});

export const ROOM_ENDPOINTS = [
  createRoom,
  listRooms,
  listMyRooms,
  getRoom,
  joinRoom,
  leaveRoom,
  addMembers,
  createInvite,
  listInvites,
  revokeInvite,
  createConversation,
  getSubjectRoom,
  openSubjectRoom,
] as const;
