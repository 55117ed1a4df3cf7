import { ActionsSheet } from "./actions-sheet.tsx";
import { HistoryDialog } from "./history-dialog.tsx";
import { PictureDialog } from "./picture-dialog.tsx";
import { RemoveDialog } from "./remove-dialog.tsx";
import { ReportDialog } from "./report-dialog.tsx";
import { useRoomUi, useUi } from "./room-ui.tsx";

/** The one dialog of a room that is open, if any. */
export function Dialogs() {
  const ui = useRoomUi();
  const dialog = useUi((state) => state.dialog);
  const close = () => ui.store.setState(({ dialog: now }) => (now === dialog ? { dialog: null } : {}));
  switch (dialog?.t) {
    case "actions":
      return <ActionsSheet message={dialog.message} onClose={close} />;
    case "history":
      return <HistoryDialog message={dialog.message} onClose={close} />;
    case "picture":
      return <PictureDialog file={dialog.attachment} onClose={close} />;
    case "remove":
      return <RemoveDialog message={dialog.message} onClose={close} />;
    case "report":
      return <ReportDialog message={dialog.message} onClose={close} />;
    default:
      return null;
  }
}
