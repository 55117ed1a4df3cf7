import { Plus, SquarePen } from "lucide-react";
import { type ReactNode, useState } from "react";
import { useSession } from "../../components/account/use-session.ts";
import { useWords } from "../../lib/i18n/use-words.ts";
import { IconButton } from "../../ui/button.tsx";
import { OpenRoomDialog } from "./open-room-dialog.tsx";
import { PresenceMenu } from "./presence-menu.tsx";
import { RoomList } from "./room-list.tsx";
import { WriteDialog } from "./write-dialog.tsx";

/**
 * One's rooms at the left of wide screens; on phones the list is a page of its own, and a room fills the
 * screen.
 */
export function RoomsLayout({ isInRoom, children }: { isInRoom: boolean; children: ReactNode }) {
  const { t } = useWords();
  const { state } = useSession();
  if (state === "guest") return children;
  return (
    <div className="lg:grid lg:grid-cols-[18.5rem_minmax(0,1fr)]">
      <aside
        aria-label={t("rooms.list")}
        className={`lg:sticky lg:top-0 lg:flex lg:h-[calc(100dvh-var(--bottom-space))] lg:flex-col lg:border-r lg:border-line ${isInRoom ? "hidden" : ""}`}
      >
        {state === "member" ? <MyRooms /> : <ListSkeleton />}
      </aside>
      <div className="min-w-0">{children}</div>
    </div>
  );
}

/** The list's place while it is not known whose it is. */
function ListSkeleton() {
  return (
    <div aria-busy="true" className="flex flex-col gap-2 p-4 lg:p-5">
      <div className="skeleton mb-3 h-9 w-32 rounded-xl" />
      {["a", "b", "c", "d"].map((key) => (
        <div key={key} className="skeleton h-14 rounded-2xl" />
      ))}
    </div>
  );
}

function MyRooms() {
  const { t } = useWords();
  const [dialog, setDialog] = useState<"open" | "write" | null>(null);
  const close = () => setDialog(null);
  return (
    <>
      <div className="flex items-center justify-between gap-2 px-4 pt-4 pb-3 lg:px-5 lg:pt-6">
        <h1 className="text-3xl font-extrabold lg:text-2xl">{t("rooms.title")}</h1>
        <div className="flex gap-1">
          <PresenceMenu />
          <IconButton label={t("rooms.write")} onClick={() => setDialog("write")}>
            <SquarePen className="size-5" aria-hidden="true" />
          </IconButton>
          <IconButton label={t("rooms.open")} onClick={() => setDialog("open")}>
            <Plus className="size-5.5" aria-hidden="true" />
          </IconButton>
        </div>
      </div>
      <nav aria-label={t("rooms.mine")} className="min-h-0 grow overflow-y-auto px-2 lg:pb-6">
        <RoomList
          empty={
            <div className="mx-3 rounded-2xl bg-surface p-5">
              <p className="font-semibold">{t("rooms.none")}</p>
              <p className="mt-1 text-sm text-ink-2">{t("rooms.noneHint")}</p>
            </div>
          }
        />
      </nav>
      {dialog === "open" ? <OpenRoomDialog onClose={close} /> : null}
      {dialog === "write" ? <WriteDialog onClose={close} /> : null}
    </>
  );
}
