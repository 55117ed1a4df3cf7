import { useMemo } from "react";
import { useStore } from "zustand";
import { useChatRoom, useRoom } from "../../components/chat/room-context.tsx";
import type { OutboxItem } from "../../models/chat/outbox.ts";

/** The room tells a message to all just before it tells its author that it took it. */
const ECHO_MS = 60_000;

/** Messages of a list that the room has not shown yet, oldest first. */
export function usePending(thread: string | null): readonly OutboxItem[] {
  const room = useChatRoom();
  const items = useStore(room.outbox, (state) => state.items);
  const ids = useRoom((state) => (thread === null ? state.main : state.threads.get(thread))?.ids);
  const messages = useRoom((state) => state.messages);
  const me = useRoom((state) => state.you?.user_id);
  const offset = useRoom((state) => state.clockOffsetMs);
  return useMemo(() => {
    const newest = (ids ?? []).slice(-20).flatMap((id) => messages.get(id) ?? []);
    const isShown = (item: OutboxItem) =>
      item.status === "sending" &&
      newest.some(
        (it) =>
          it.author.user_id === me &&
          it.body === item.body &&
          Date.parse(it.at) > item.at + offset - ECHO_MS &&
          it.attachments.length === item.attachments.length,
      );
    return items.filter((item) => item.thread === thread && !isShown(item));
  }, [items, ids, messages, me, offset, thread]);
}
