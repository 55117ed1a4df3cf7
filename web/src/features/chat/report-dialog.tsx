import { MessageReport } from "@veza/contracts/ws/chat";
import type { ChatMessage } from "@veza/contracts/ws/chat-room";
import { useChatRoom } from "../../components/chat/room-context.tsx";
import { useForm } from "../../lib/forms/use-form.ts";
import { useWords } from "../../lib/i18n/use-words.ts";
import { toast } from "../../lib/toasts.ts";
import type { ReportCategory } from "../../models/chat/chat-room.ts";
import { RefusalError, unlessRefused } from "../../models/chat/refusal-error.ts";
import { refusalKey } from "../../models/chat/refusal-words.ts";
import { Button } from "../../ui/button.tsx";
import { Choice, TextArea } from "../../ui/field.tsx";
import { Modal } from "../../ui/modal.tsx";

export function ReportDialog({ message, onClose }: { message: ChatMessage; onClose: () => void }) {
  const { t } = useWords();
  const room = useChatRoom();
  const form = useForm({
    schema: MessageReport,
    initial: (): { category: ReportCategory; note: string } => ({ category: "spam", note: "" }),
    bodyOf: ({ category, note }) => ({ category, note: note.trim() }),
    send: ({ category, note }) => unlessRefused(room.report(message.id, category, note)),
    onDone: () => {
      toast(t("chat.reported"));
      onClose();
    },
    fields: [],
  });
  const { category, note } = form.values;
  const refusal = form.error instanceof RefusalError ? form.error.refused : null;
  return (
    <Modal isOpen onClose={onClose} title={t("chat.reportTitle")}>
      <p className="mb-4 text-ink-2">{t("chat.reportLead")}</p>
      <div className="flex flex-col gap-4">
        <Choice<ReportCategory>
          legend={t("chat.reportWhy")}
          name="category"
          value={category}
          onChange={(wanted) => form.change({ category: wanted })}
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
          maxLength={form.longest("note")}
          onChange={(event) => form.change({ note: event.target.value })}
        />
      </div>
      {form.code === null ? null : (
        <p role="alert" className="mt-3 text-sm font-medium text-danger">
          {t(refusal ? refusalKey(refusal) : `error.${form.code}`)}
        </p>
      )}
      <div className="mt-5 flex justify-end gap-2">
        <Button look="plain" onClick={onClose}>
          {t("app.cancel")}
        </Button>
        <Button look="primary" disabled={form.isPending} onClick={() => form.submit()}>
          {t("chat.reportSend")}
        </Button>
      </div>
    </Modal>
  );
}
