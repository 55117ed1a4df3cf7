import { MonitorSpeaker } from "lucide-react";
import { useEffect } from "react";
import { useStore } from "zustand";
import { useWords } from "../../lib/i18n/use-words.ts";
import { playHere } from "../../models/player/commands.ts";
import { playerStore } from "../../models/player/store.ts";

/** Says that the music sounds from another device, and brings it here. Nothing while it plays here. */
export function RemoteStrip({ isInline = false }: { isInline?: boolean }) {
  const { t } = useWords();
  const name = useStore(playerStore, (state) => state.remote?.name ?? null);
  useEffect(() => {
    if (isInline) return;
    document.documentElement.classList.toggle("has-remote", name !== null);
    return () => document.documentElement.classList.remove("has-remote");
  }, [name, isInline]);
  if (name === null) return null;
  return (
    <div
      className={`flex h-11 items-center gap-2.5 text-sm font-medium text-accent-ink ${isInline ? "justify-center" : "border-b border-line bg-raised pr-2 pl-4 lg:px-5"}`}
    >
      <MonitorSpeaker className="size-4.5 shrink-0" aria-hidden="true" />
      <span role="status" className={`truncate ${isInline ? "" : "grow"}`}>
        {t("player.playingOn", { device: name })}
      </span>
      <button
        type="button"
        onClick={playHere}
        className="min-h-9 shrink-0 rounded-full px-3.5 font-semibold text-ink ring-1 ring-line-strong transition-colors ring-inset hover:bg-surface"
      >
        {t("player.playHere")}
      </button>
    </div>
  );
}
