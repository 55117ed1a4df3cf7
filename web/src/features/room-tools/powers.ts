import type { MemberRole, RoomKind } from "@veza/contracts/ws/chat-room";

const RANK: Record<MemberRole, number> = { owner: 3, moderator: 2, member: 1, read_only: 0, banned: -1 };

/** Whether somebody with this role moderates a room of this kind. The room itself decides; this only hides what it would refuse. */
export const moderates = (role: MemberRole | undefined, kind: RoomKind): boolean =>
  kind !== "direct" && (role === "owner" || role === "moderator");

/** Whether one may act on the other: moderators on those below them. */
export const mayActOn = (role: MemberRole | undefined, kind: RoomKind, target: MemberRole): boolean =>
  role !== undefined && moderates(role, kind) && RANK[role] > RANK[target];
