import type { MemberRole, RoomKind } from "@veza/contracts/ws/chat-room";

/** Everything that a role in a room can be allowed to do. */
export const ROOM_CAPABILITIES = [
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
  "hand_over",
] as const;
export type RoomCapability = (typeof ROOM_CAPABILITIES)[number];

const READ_ONLY = ["read"] as const satisfies RoomCapability[];
const MEMBER = [...READ_ONLY, "send", "react"] as const satisfies RoomCapability[];
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
] as const satisfies RoomCapability[];
const OWNER = [...MODERATOR, "identity", "hand_over"] as const satisfies RoomCapability[];

const TABLE: Record<MemberRole, ReadonlySet<RoomCapability>> = {
  owner: new Set<RoomCapability>(OWNER),
  moderator: new Set<RoomCapability>(MODERATOR),
  member: new Set<RoomCapability>(MEMBER),
  read_only: new Set<RoomCapability>(READ_ONLY),
  banned: new Set<RoomCapability>(),
};

/** In a conversation of two nobody is above the other: both have this and no more, whatever the tables say. */
const DIRECT = new Set<RoomCapability>([...MEMBER, "pin"]);
/** In a group members may bring others in. */
const GROUP_MEMBER = new Set<RoomCapability>([...MEMBER, "invite"]);

/** Whether somebody may do this in a room of this kind. The only place where a role is turned into a permission. */
export function may(role: MemberRole, kind: RoomKind, capability: RoomCapability): boolean {
  if (kind === "direct") return role !== "banned" && DIRECT.has(capability);
  if (kind === "group" && role === "member") return GROUP_MEMBER.has(capability);
  return TABLE[role].has(capability);
}

const RANK: Record<MemberRole, number> = { owner: 3, moderator: 2, member: 1, read_only: 0, banned: -1 };

/** Whether one may act on the other: only on those below. */
export const outranks = (actor: MemberRole, target: MemberRole): boolean => RANK[actor] > RANK[target];

/** Exempt from slow mode, from rules about words and from the pace of messages' slow mode. */
export const isModerator = (role: MemberRole): boolean => role === "owner" || role === "moderator";
