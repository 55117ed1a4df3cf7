import { useMutation } from "@tanstack/react-query";
import { codeOf } from "../../lib/api/api-error.ts";
import { useWords } from "../../lib/i18n/use-words.ts";
import { toast } from "../../lib/toasts.ts";
import { clearHistoryMutation } from "../../models/listening/calls.ts";
import { Button } from "../../ui/button.tsx";
import { Modal } from "../../ui/modal.tsx";

export function ClearDialog({ onClose }: { onClose: () => void }) {
  const { t } = useWords();
  const clear = useMutation(clearHistoryMutation);
  const confirm = () =>
    clear.mutate(undefined, {
      onSuccess: () => {
        toast(t("history.cleared"));
        onClose();
      },
    });
  return (
    <Modal isOpen onClose={onClose} title={t("history.clearTitle")}>
      <p className="text-ink-2">{t("history.clearHint")}</p>
      {clear.isError ? (
        <p role="alert" className="mt-4 font-medium text-danger">
          {t(`error.${codeOf(clear.error)}`)}
        </p>
      ) : null}
      <div className="mt-6 flex flex-wrap justify-end gap-3">
        <Button onClick={onClose}>{t("app.cancel")}</Button>
        <Button look="danger" onClick={confirm} disabled={clear.isPending}>
          {t("history.clear")}
        </Button>
      </div>
    </Modal>
  );
}
