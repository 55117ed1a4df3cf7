import { AttachmentId, UserId } from "@veza/contracts/ids";
import { roleInRaid } from "@veza/contracts/permissions/room";
import {
  type ChatAuthor,
  type ChatMember,
  type MemberRole,
  RoomInfo,
  WatchedRules,
} from "@veza/contracts/ws/chat-room";
import type { Row } from "@veza/worker-kit/object-sql";
import { z } from "zod";

/** The facts of a room: small, written when one changes. */
export const Core = RoomInfo.omit({ member_count: true, created_at: true }).extend({
  owner_id: UserId,
  created_ms: z.int(),
  rules: WatchedRules,
  /** The file that `avatar_url` shows, where it was uploaded for this room. */
  avatar: AttachmentId.nullable().default(null),
  /** Sockets that one object holds. */
  relay_after: z.int().positive(),
});
export type Core = z.infer<typeof Core>;

/** What is kept in memory beside the facts; all of it follows from the tables. */
export interface RoomData {
  core: Core;
  last_seq: number;
  /** Messages so far. */
  last_n: number;
  /** The latest time that was written: the room's clock never goes back. */
  last_ms: number;
  /** The last event that changed what is unread: reactions and the like do not. */
  pulse: number;
  member_count: number;
}

export const StoredRole = z.enum(["owner", "moderator", "member", "read_only"]);
export type StoredRole = z.infer<typeof StoredRole>;

export interface Member {
  user_id: string;
  role: StoredRole;
  joined_ms: number;
  /** Joined while raid mode was on. */
  raid: boolean;
  muted_until_ms: number | null;
  read_seq: number;
  quiet: boolean;
  /** The version of the standing that the user's inbox was told. */
  standing_sent: number;
  /** Whether the inbox has devices and wants to be told. */
  awake: boolean;
  /** The last message of which the user was notified. */
  notified_seq: number;
}

export type Person = ChatAuthor;

/** Somebody's name and picture as `people` keeps them; `is_bot` stands only where it is true. */
export const personOf = (row: Row): Person => ({
  user_id: String(row.user_id),
  username: String(row.username),
  avatar_url: typeof row.avatar_url === "string" ? row.avatar_url : null,
  ...(row.is_bot === 1 ? { is_bot: true } : {}),
});

/** What a member may be at this moment: who came in a raid can only read while it lasts. */
export const roleNow = (member: Member, core: Core): MemberRole =>
  member.raid && core.raid_mode ? roleInRaid(member.role) : member.role;

export const isoOf = (ms: number): string => new Date(ms).toISOString();

export function infoOf({ core, member_count }: RoomData): RoomInfo {
  const { owner_id: _, created_ms, rules: _rules, relay_after: _after, avatar: _avatar, ...facts } = core;
  return { ...facts, member_count, created_at: isoOf(created_ms) };
}

export const mutedUntil = (member: Member, now: number): string | null =>
  member.muted_until_ms !== null && member.muted_until_ms > now ? isoOf(member.muted_until_ms) : null;

export function memberFrame(member: Member, person: Person, core: Core, now: number): ChatMember {
  return {
    ...person,
    role: roleNow(member, core),
    joined_at: isoOf(member.joined_ms),
    muted_until: mutedUntil(member, now),
  };
}
