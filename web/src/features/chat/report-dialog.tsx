import type { ChatMessage } from "@veza/contracts/ws/chat-room";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "../../components/button.tsx";
import { Choice, TextArea } from "../../components/field.tsx";
import { Modal } from "../../components/modal.tsx";
import type { ReportCategory } from "../../lib/chat/chat-room.ts";
import { refusalKey } from "../../lib/chat/refusal-words.ts";
import { useChatRoom } from "../../lib/chat/room-context.tsx";
import { toast } from "../../lib/toasts.ts";

export function ReportDialog({ message, onClose }: { message: ChatMessage; onClose: () => void }) {
  const { t } = useTranslation();
  const room = useChatRoom();
  const [category, setCategory] = useState<ReportCategory>("spam");
  const [note, setNote] = useState("");
  const [error, setError] = useState<string | null>(null);
  const [isBusy, setBusy] = useState(false);
  const report = async () => {
    setBusy(true);
    const answer = await room.report(message.id, category, note.trim());
    setBusy(false);
    if (!answer.ok) {
      setError(t(refusalKey(answer)));
      return;
    }
    toast(t("chat.reported"));
    onClose();
  };
  return (
    <Modal isOpen onClose={onClose} title={t("chat.reportTitle")}>
      <p className="mb-4 text-ink-2">{t("chat.reportLead")}</p>
      <div className="flex flex-col gap-4">
        <Choice<ReportCategory>
          legend={t("chat.reportWhy")}
          name="category"
          value={category}
          onChange={setCategory}
          options={[
            { value: "spam", label: t("chat.spam") },
            { value: "abuse", label: t("chat.abuse") },
            { value: "illegal", label: t("chat.illegal") },
            { value: "copyright", label: t("chat.copyright") },
            { value: "other", label: t("chat.otherReason") },
          ]}
        />
        <TextArea
          label={t("chat.reportNote")}
          hint={t("chat.reportNoteHint")}
          value={note}
          maxLength={1_000}
          onChange={(event) => setNote(event.target.value)}
        />
      </div>
      {error === null ? null : (
        <p role="alert" className="mt-3 text-sm font-medium text-danger">
          {error}
        </p>
      )}
      <div className="mt-5 flex justify-end gap-2">
        <Button look="plain" onClick={onClose}>
          {t("app.cancel")}
        </Button>
        <Button look="primary" disabled={isBusy} onClick={() => void report()}>
          {t("chat.reportSend")}
        </Button>
      </div>
    </Modal>
  );
}
