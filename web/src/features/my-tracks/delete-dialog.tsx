import type { Track } from "@veza/contracts/http/tracks";
import { useTranslation } from "react-i18next";
import { Button } from "../../components/button.tsx";
import { Modal } from "../../components/modal.tsx";
import { codeOf } from "../../lib/api/api-error.ts";
import { toast } from "../../lib/toasts.ts";
import { useDeleteTrack } from "./operations/delete-track.ts";

export function DeleteDialog({ track, onClose }: { track: Track; onClose: () => void }) {
  const { t } = useTranslation();
  const remove = useDeleteTrack();
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
