import { createContext, useContext } from "react";
import { useStore } from "zustand";
import type { ChatRoom } from "../../models/chat/chat-room.ts";
import type { RoomState } from "../../models/chat/room-state.ts";

export const ChatRoomContext = createContext<ChatRoom | null>(null);

/** The room that the component stands in: its commands. Only below a `RoomView`. */
export function useChatRoom(): ChatRoom {
  const room = useContext(ChatRoomContext);
  if (room === null) throw new Error("This stands outside of a room.");
  return room;
}

/** A part of the room's state. The selector must answer the same object while nothing changed. */
export function useRoom<T>(selector: (state: RoomState) => T): T {
  return useStore(useChatRoom().store, selector);
}
