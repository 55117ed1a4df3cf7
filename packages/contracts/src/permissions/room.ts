import type { MemberRole, RoomKind } from "../ws/chat-room.ts";
import { permissions } from "./table.ts";

/** Everything that a role in a chat room can be allowed to do. */
export const ROOM_ACTIONS = [
  "read",
  "send",
  "react",
  "mention_room",
  "pin",
  "delete_any",
  "mute",
  "kick",
  "ban",
  "purge",
  "roles",
  "invite",
  "settings",
  "identity",
  "rules",
  "log",
  "webhooks",
  "hand_over",
  /** Not held to slow mode, nor to rules about words. */
  "skip_limits",
] as const;
export type RoomAction = (typeof ROOM_ACTIONS)[number];

const READ_ONLY = ["read"] as const satisfies RoomAction[];
const MEMBER = [...READ_ONLY, "send", "react"] as const satisfies RoomAction[];
const MODERATOR = [
  ...MEMBER,
  "mention_room",
  "pin",
  "delete_any",
  "mute",
  "kick",
  "ban",
  "purge",
  "roles",
  "invite",
  "settings",
  "rules",
  "log",
  "webhooks",
  "skip_limits",
] as const satisfies RoomAction[];
const OWNER = [...MODERATOR, "identity", "hand_over"] as const satisfies RoomAction[];

const inRoom = permissions<MemberRole, RoomAction>({
  owner: OWNER,
  moderator: MODERATOR,
  member: MEMBER,
  read_only: READ_ONLY,
  banned: [],
});
/**
 * In a conversation of two nobody is above the other: both have this and no more, whatever their roles say.
 */
const DIRECT = [...MEMBER, "pin"] as const satisfies RoomAction[];
const inDirect = permissions<MemberRole, RoomAction>({
  owner: DIRECT,
  moderator: DIRECT,
  member: DIRECT,
  read_only: DIRECT,
  banned: [],
});
/** In a group members may bring others in. */
const inGroup = permissions<MemberRole, RoomAction>({
  owner: OWNER,
  moderator: MODERATOR,
  member: [...MEMBER, "invite"],
  read_only: READ_ONLY,
  banned: [],
});
const TABLES = { room: inRoom, group: inGroup, direct: inDirect } satisfies Record<RoomKind, typeof inRoom>;

/** Whether somebody of this role may do this in a room of this kind. */
export const canInRoom = (role: MemberRole, kind: RoomKind, action: RoomAction): boolean =>
  TABLES[kind](role, action);

const RANK: Record<MemberRole, number> = { owner: 3, moderator: 2, member: 1, read_only: 0, banned: -1 };

/** Whether one may act on the other, or give somebody a role: only on and of those below one's own. */
export const outranks = (actor: MemberRole, target: MemberRole): boolean => RANK[actor] > RANK[target];

/** Who leaves a room with others in it only after handing it over. */
export const ownsRoom = (role: MemberRole | null | undefined): boolean => role === "owner";
/** Whether somebody is in a room: has a role there, and is not kept out. */
export const isInRoom = (role: MemberRole | null | undefined): boolean =>
  role !== null && role !== undefined && role !== "banned";
export const isBannedFrom = (role: MemberRole | null | undefined): boolean => role === "banned";
export const isReadOnly = (role: MemberRole): boolean => role === "read_only";
/** Neither raised above others nor held back. */
export const isOrdinaryMember = (role: MemberRole): boolean => role === "member";
/** What somebody who joined in a raid is while raid mode is on: an ordinary member only reads. */
export const roleInRaid = <R extends MemberRole>(role: R): R | "read_only" =>
  isOrdinaryMember(role) ? "read_only" : role;
