import type { RoomRow } from "@veza/contracts/http/rooms";
import type { InboxRoom } from "@veza/contracts/ws/inbox";
import { roomNameOf } from "./room-name.ts";

/**
 * Rooms by name, conversations by what is unread first and then by name: a list that stays where it is while
 * one reads it. Rooms in which one is named come first in both.
 */
export function sortedRooms(
  rows: readonly RoomRow[],
  standings: Readonly<Record<string, InboxRoom>>,
): { rooms: RoomRow[]; conversations: RoomRow[] } {
  const rank = (row: RoomRow): number => {
    const standing = standings[row.id];
    if ((standing?.mentions ?? 0) > 0) return 0;
    return row.kind !== "room" && (standing?.unread ?? 0) > 0 && standing?.quiet !== true ? 1 : 2;
  };
  const sorted = [...rows].sort(
    (one, other) =>
      rank(one) - rank(other) ||
      roomNameOf(one, one.people).localeCompare(roomNameOf(other, other.people)) ||
      (one.id < other.id ? -1 : 1),
  );
  return {
    rooms: sorted.filter(({ kind }) => kind === "room"),
    conversations: sorted.filter(({ kind }) => kind !== "room"),
  };
}
