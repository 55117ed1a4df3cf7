import type { ChatAttachment, ChatAuthor, ChatMessage } from "@veza/contracts/ws/chat-room";
import { createContext, useContext } from "react";
import { useStore } from "zustand";
import { createStore, type StoreApi } from "zustand/vanilla";
import type { ChatRoom } from "../../models/chat/chat-room.ts";

export type SidePanel = { t: "thread"; id: string } | { t: "search" } | { t: "pins" };

export type RoomDialog =
  | { t: "remove" | "report" | "history" | "actions"; message: ChatMessage }
  | { t: "picture"; attachment: ChatAttachment };

/** What one reader looks at and is about to do in a room; nothing of it is the room's. */
export interface RoomUiState {
  panel: SidePanel | null;
  dialog: RoomDialog | null;
  /** What the next message answers, by thread (`""`: the room's own list). */
  replies: Readonly<Record<string, string>>;
  /** Own message that is being changed. */
  editing: string | null;
  /** A message to bring into view; `n` grows with each wish. */
  target: { id: string; n: number } | null;
  /** Text that a composer takes over, by thread: of a refused message. */
  handed: { scope: string; text: string; n: number } | null;
}

export interface RoomUi {
  readonly store: StoreApi<RoomUiState>;
  readonly room: ChatRoom;
  onPerson(person: ChatAuthor): void;
  /** Shows a message; false: there is none. */
  show(target: { seq: number } | { messageId: string }): Promise<boolean>;
}

/** A list and its composer: the room's own is `""`, a thread's its first message. */
export const scopeOf = (thread: string | null): string => thread ?? "";

export function createRoomUi(room: ChatRoom, onPerson: (person: ChatAuthor) => void): RoomUi {
  const store = createStore<RoomUiState>(() => ({
    panel: null,
    dialog: null,
    replies: {},
    editing: null,
    target: null,
    handed: null,
  }));
  return {
    store,
    room,
    onPerson,
    async show(target) {
      const id = await room.goTo(target);
      if (id === null) return false;
      store.setState(({ target: before }) => ({ target: { id, n: (before?.n ?? 0) + 1 } }));
      return true;
    },
  };
}

export const RoomUiContext = createContext<RoomUi | null>(null);

export function useRoomUi(): RoomUi {
  const ui = useContext(RoomUiContext);
  if (ui === null) throw new Error("This stands outside of a room.");
  return ui;
}

export function useUi<T>(selector: (state: RoomUiState) => T): T {
  return useStore(useRoomUi().store, selector);
}
