import type { ChatMessage } from "@veza/contracts/ws/chat-room";
import { useChatRoom } from "../../components/chat/room-context.tsx";
import { actionsOf, type MessageAction } from "../../models/chat/message-actions.ts";

/** What the reader can do with a message, as things stand when it is asked. */
export function useActionsOf(): (message: ChatMessage) => MessageAction[] {
  const { store } = useChatRoom();
  return (message) => {
    const { room, you, clockOffsetMs } = store.getState();
    return room && you ? actionsOf(message, { room, you, now: Date.now() + clockOffsetMs }) : [];
  };
}
