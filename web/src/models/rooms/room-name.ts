import type { ChatAuthor, RoomInfo } from "@veza/contracts/ws/chat-room";

/** What a room is called: its name; of a conversation without one, the names of the others. */
export function roomNameOf(room: Pick<RoomInfo, "name">, people: readonly ChatAuthor[]): string {
  if (room.name !== "") return room.name;
  return people.map(({ username }) => username).join(", ") || "…";
}

/** The part of a room's address behind `/rooms/`. */
export const roomKeyOf = (room: Pick<RoomInfo, "id" | "slug">): string => room.slug ?? room.id;
