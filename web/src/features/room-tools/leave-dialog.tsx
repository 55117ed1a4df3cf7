import { useMutation } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { ownsRoom } from "@veza/contracts/permissions/room";
import { useRoom } from "../../components/chat/room-context.tsx";
import { codeOf } from "../../lib/api/api-error.ts";
import { useWords } from "../../lib/i18n/use-words.ts";
import { toast } from "../../lib/toasts.ts";
import { leaveRoomMutation } from "../../models/rooms/calls.ts";
import { Button } from "../../ui/button.tsx";
import { Modal } from "../../ui/modal.tsx";

/** Asks once before one leaves; an owner is told to hand the room over first. */
export function LeaveDialog({
  roomId,
  name,
  onClose,
}: {
  roomId: string;
  name: string;
  onClose: () => void;
}) {
  const { t } = useWords();
  const navigate = useNavigate();
  const leave = useMutation(leaveRoomMutation);
  const isBound = useRoom((state) => ownsRoom(state.you?.role) && (state.room?.member_count ?? 1) > 1);
  return (
    <Modal isOpen onClose={onClose} title={t("rooms.leaveTitle", { name })}>
      <p className="text-ink-2">{t(isBound ? "rooms.leaveOwner" : "rooms.leaveText")}</p>
      {leave.isError ? (
        <p role="alert" className="mt-3 text-sm font-medium text-danger">
          {t(`error.${codeOf(leave.error)}`)}
        </p>
      ) : null}
      <div className="mt-6 flex justify-end gap-2">
        <Button look="plain" onClick={onClose}>
          {t(isBound ? "app.close" : "app.cancel")}
        </Button>
        {isBound ? null : (
          <Button
            look="danger"
            disabled={leave.isPending}
            onClick={() =>
              leave.mutate(roomId, {
                onSuccess: () => {
                  onClose();
                  toast(t("rooms.left", { name }));
                  void navigate({ to: "/rooms" });
                },
              })
            }
          >
            {t("rooms.leave")}
          </Button>
        )}
      </div>
    </Modal>
  );
}
