import { useTranslation } from "react-i18next";
import { usePlayer } from "../../lib/player/store.ts";

/** One line for what the player waits for; empty, without taking room, when all is well. */
export function PlayerStatusLine() {
  const { t } = useTranslation();
  const trouble = usePlayer((state) => state.trouble);
  const isBlocked = usePlayer((state) => state.isBlocked);
  const text = isBlocked ? t("player.blocked") : trouble ? t(`player.${trouble}`) : "";
  return (
    <p role="status" className="truncate text-center text-xs font-medium text-accent-ink">
      {text}
    </p>
  );
}
