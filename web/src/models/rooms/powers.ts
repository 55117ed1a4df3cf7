import { canInRoom, outranks } from "@veza/contracts/permissions/room";
import type { MemberRole, RoomKind } from "@veza/contracts/ws/chat-room";

/**
 * Whether somebody with this role moderates a room of this kind. The room itself decides; this only hides
 * what it would refuse.
 */
export const moderates = (role: MemberRole | undefined, kind: RoomKind): boolean =>
  role !== undefined && canInRoom(role, kind, "rules");

/** Whether one may act on the other: moderators on those below them. */
export const mayActOn = (role: MemberRole | undefined, kind: RoomKind, target: MemberRole): boolean =>
  role !== undefined && moderates(role, kind) && outranks(role, target);
