import { useStore } from "zustand";
import { useWords } from "../../lib/i18n/use-words.ts";
import { playerStore } from "../../models/player/store.ts";

/** One line for what the player waits for; empty, without taking room, when all is well. */
export function PlayerStatusLine() {
  const { t } = useWords();
  const trouble = useStore(playerStore, (state) => state.trouble);
  const isBlocked = useStore(playerStore, (state) => state.isBlocked);
  const text = isBlocked ? t("player.blocked") : trouble ? t(`player.${trouble}`) : "";
  return (
    <p role="status" className="truncate text-center text-xs font-medium text-accent-ink">
      {text}
    </p>
  );
}
