import type { InboxRoom } from "@veza/contracts/ws/inbox";
import { createStore } from "zustand/vanilla";

/** How one stands in each room, as the inbox says, by room id. The same on all devices. */
export const inboxRoomsStore = createStore<{ rooms: Readonly<Record<string, InboxRoom>> }>(() => ({
  rooms: {},
}));

/** Takes one room's standing over; says whether the room is new here. */
export function putRoom(room: InboxRoom): boolean {
  const isNew = inboxRoomsStore.getState().rooms[room.room_id] === undefined;
  inboxRoomsStore.setState(({ rooms }) => ({ rooms: { ...rooms, [room.room_id]: room } }));
  return isNew;
}

export function dropRoom(roomId: string): void {
  inboxRoomsStore.setState(({ rooms }) => {
    const { [roomId]: _left, ...rest } = rooms;
    return { rooms: rest };
  });
}

/**
 * What the navigation shows: mentions of all rooms, and whether anything else is unread in a room that is not
 * muted. Conversations count as mentions: somebody writes to you.
 */
export function unreadOf(rooms: Readonly<Record<string, InboxRoom>>): {
  mentions: number;
  hasUnread: boolean;
} {
  let mentions = 0;
  let hasUnread = false;
  for (const room of Object.values(rooms)) {
    mentions += room.mentions;
    if (room.unread > 0 && room.quiet !== true) hasUnread = true;
  }
  return { mentions, hasUnread };
}
