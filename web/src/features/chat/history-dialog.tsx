import type { ChatMessage } from "@veza/contracts/ws/chat-room";
import { useEffect, useState } from "react";
import { useChatRoom } from "../../components/chat/room-context.tsx";
import { moment } from "../../lib/format.ts";
import { useWords } from "../../lib/i18n/use-words.ts";
import type { Answered } from "../../models/chat/reply.ts";
import { Modal } from "../../ui/modal.tsx";
import { MessageBody } from "./message-body.tsx";

/** Earlier texts of a message, newest first. */
export function HistoryDialog({ message, onClose }: { message: ChatMessage; onClose: () => void }) {
  const { t, language } = useWords();
  const room = useChatRoom();
  const [answer, setAnswer] = useState<Answered<"edits"> | null>(null);
  useEffect(() => {
    let isOld = false;
    void room.edits(message.id).then((it) => {
      if (!isOld) setAnswer(it);
    });
    return () => {
      isOld = true;
    };
  }, [room, message.id]);
  return (
    <Modal isOpen onClose={onClose} title={t("chat.history")}>
      {answer === null ? (
        <div className="skeleton h-20" aria-busy="true" />
      ) : !answer.ok ? (
        <p role="alert">{t("chat.panelFailed")}</p>
      ) : answer.edits.length === 0 ? (
        <p className="text-ink-2">{t("chat.historyNone")}</p>
      ) : (
        <ol className="flex flex-col gap-4">
          {answer.edits.toReversed().map(({ at, body }) => (
            <li key={at}>
              <p className="text-xs text-ink-3 tabular">{moment(at, language)}</p>
              <MessageBody text={body} />
            </li>
          ))}
        </ol>
      )}
    </Modal>
  );
}
