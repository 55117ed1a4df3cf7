import { useEffect } from "react";
import { useChatRoom, useRoom } from "../../components/chat/room-context.tsx";
import { useWords } from "../../lib/i18n/use-words.ts";
import { Conversation } from "./conversation.tsx";
import { MessageRow } from "./message-row.tsx";

/** A thread: the message that it hangs on, and the replies. */
export function ThreadPanel({ messageId }: { messageId: string }) {
  const { t } = useWords();
  const room = useChatRoom();
  const isLoaded = useRoom((state) => state.threads.get(messageId)?.isLoaded ?? false);
  const isEmpty = useRoom((state) => (state.threads.get(messageId)?.ids.length ?? 0) === 0);
  const isUp = useRoom((state) => state.phase === "in");
  useEffect(() => {
    // After a long absence the room begins anew, and so do its threads.
    if (!isLoaded && isUp) void room.openThread(messageId);
  }, [room, messageId, isLoaded, isUp]);
  return (
    <Conversation
      thread={messageId}
      isMain
      listLabel={t("chat.threadMessages")}
      writeLabel={t("chat.writeThread")}
      beginning={
        <div className="mb-2 border-b border-line pb-4">
          <MessageRow id={messageId} isHead isActive={false} isMarked={false} isInThread />
          {isEmpty ? (
            <p className="px-5 pt-6 text-center text-sm text-ink-3">{t("chat.startThread")}</p>
          ) : null}
        </div>
      }
    />
  );
}
