import { useMutation } from "@tanstack/react-query";
import type { Track } from "@veza/contracts/http/tracks";
import { codeOf } from "../../lib/api/api-error.ts";
import { useWords } from "../../lib/i18n/use-words.ts";
import { toast } from "../../lib/toasts.ts";
import { deleteTrackMutation } from "../../models/tracks/edit-calls.ts";
import { Button } from "../../ui/button.tsx";
import { Modal } from "../../ui/modal.tsx";

export function DeleteDialog({ track, onClose }: { track: Track; onClose: () => void }) {
  const { t } = useWords();
  const remove = useMutation(deleteTrackMutation);
  const confirm = () =>
    remove.mutate(track.id, {
      onSuccess: () => {
        toast(t("myTracks.deleted", { title: track.title }));
        onClose();
      },
    });
  return (
    <Modal isOpen onClose={onClose} title={t("myTracks.deleteTitle", { title: track.title })}>
      <p className="text-ink-2">{t("myTracks.deleteHint")}</p>
      {remove.isError ? (
        <p role="alert" className="mt-4 font-medium text-danger">
          {t(`error.${codeOf(remove.error)}`)}
        </p>
      ) : null}
      <div className="mt-6 flex flex-wrap justify-end gap-3">
        <Button onClick={onClose}>{t("app.cancel")}</Button>
        <Button look="danger" onClick={confirm} disabled={remove.isPending}>
          {t("myTracks.delete")}
        </Button>
      </div>
    </Modal>
  );
}
