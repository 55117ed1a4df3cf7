import type { ChatMessage } from "@veza/contracts/ws/chat-room";
import { useState } from "react";
import { useChatRoom, useRoom } from "../../components/chat/room-context.tsx";
import { useWords } from "../../lib/i18n/use-words.ts";
import { isModeration } from "../../models/chat/message-actions.ts";
import { refusalKey } from "../../models/chat/refusal-words.ts";
import { Button } from "../../ui/button.tsx";
import { TextField } from "../../ui/field.tsx";
import { Modal } from "../../ui/modal.tsx";
import { MessageBody } from "./message-body.tsx";

export function RemoveDialog({ message, onClose }: { message: ChatMessage; onClose: () => void }) {
  const { t } = useWords();
  const room = useChatRoom();
  const you = useRoom((state) => state.you);
  const [reason, setReason] = useState("");
  const [error, setError] = useState<string | null>(null);
  const [isBusy, setBusy] = useState(false);
  const remove = async () => {
    setBusy(true);
    const answer = await room.remove(message.id, reason.trim() || undefined);
    setBusy(false);
    if (answer.ok) onClose();
    else setError(t(refusalKey(answer)));
  };
  return (
    <Modal isOpen onClose={onClose} title={t("chat.removeTitle")}>
      <div className="mb-4 max-h-40 overflow-y-auto rounded-2xl bg-surface px-4 py-3 text-sm">
        <MessageBody text={message.body} />
        {message.attachments.map(({ id, name }) => (
          <p key={id}>{name}</p>
        ))}
      </div>
      <p className="mb-4 text-ink-2">{t("chat.removeText")}</p>
      {you !== null && isModeration(message, you) ? (
        <TextField
          label={t("chat.removeReason")}
          hint={t("chat.removeReasonHint")}
          value={reason}
          maxLength={500}
          onChange={(event) => setReason(event.target.value)}
        />
      ) : null}
      {error === null ? null : (
        <p role="alert" className="mt-3 text-sm font-medium text-danger">
          {error}
        </p>
      )}
      <div className="mt-5 flex justify-end gap-2">
        <Button look="plain" onClick={onClose}>
          {t("app.cancel")}
        </Button>
        <Button look="danger" disabled={isBusy} onClick={() => void remove()}>
          {t("chat.remove")}
        </Button>
      </div>
    </Modal>
  );
}
