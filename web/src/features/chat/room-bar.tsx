import { Pin, Search } from "lucide-react";
import type { ReactNode } from "react";
import { useRoom } from "../../components/chat/room-context.tsx";
import { useWords } from "../../lib/i18n/use-words.ts";
import { IconButton } from "../../ui/button.tsx";
import { type SidePanel, useRoomUi, useUi } from "./room-ui.tsx";

/** Above the conversation: what room it is, who is here, search and pins. */
export function RoomBar({ header }: { header: ReactNode }) {
  const { t } = useWords();
  const ui = useRoomUi();
  const room = useRoom((state) => state.room);
  const online = useRoom((state) => state.presence.online);
  const panel = useUi((state) => state.panel?.t);
  const toggle = (wanted: SidePanel) => ui.store.setState({ panel: panel === wanted.t ? null : wanted });
  return (
    <div className="flex min-h-15 shrink-0 items-center gap-1 border-b border-line pr-2 pl-4 sm:pl-5">
      <div className="flex min-w-0 grow items-center">
        {header ?? (
          <p className="min-w-0 truncate text-lg font-bold">
            {room?.name}
            {room && room.topic !== "" ? (
              <span className="ml-3 text-sm font-normal text-ink-2">{room.topic}</span>
            ) : null}
          </p>
        )}
      </div>
      <p
        className={`flex shrink-0 items-center gap-1.5 px-2 text-sm text-ink-2 tabular max-sm:hidden ${panel === undefined ? "" : "max-2xl:hidden"}`}
      >
        {online === 0 ? null : (
          <>
            <span className="size-2 rounded-full bg-ok" aria-hidden="true" />
            {t("chat.here", { count: online })}
          </>
        )}
      </p>
      <IconButton
        label={t("chat.search")}
        aria-pressed={panel === "search"}
        onClick={() => toggle({ t: "search" })}
        className="aria-pressed:bg-raised aria-pressed:text-accent-ink"
      >
        <Search className="size-5" aria-hidden="true" />
      </IconButton>
      <IconButton
        label={t("chat.pins")}
        aria-pressed={panel === "pins"}
        onClick={() => toggle({ t: "pins" })}
        className="aria-pressed:bg-raised aria-pressed:text-accent-ink"
      >
        <Pin className="size-5" aria-hidden="true" />
      </IconButton>
    </div>
  );
}
