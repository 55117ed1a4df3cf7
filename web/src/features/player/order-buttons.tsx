import { Repeat, Repeat1, Shuffle } from "lucide-react";
import { useTranslation } from "react-i18next";
import { IconButton } from "../../components/button.tsx";
import { cycleRepeat, toggleShuffle } from "../../lib/player/commands.ts";
import { usePlayer } from "../../lib/player/store.ts";

const look = (isOn: boolean, className: string) => `${isOn ? "text-accent-ink!" : ""} ${className}`;

/** The order of the queue: as it was put together, or shuffled. */
export function ShuffleButton({ className = "" }: { className?: string }) {
  const { t } = useTranslation();
  const isShuffled = usePlayer((state) => state.queue.isShuffled);
  return (
    <IconButton
      label={t("player.shuffle")}
      aria-pressed={isShuffled}
      onClick={toggleShuffle}
      className={look(isShuffled, className)}
    >
      <Shuffle className="size-5" aria-hidden="true" />
    </IconButton>
  );
}

/** What happens at the end: stop, the whole queue again, this track again. */
export function RepeatButton({ className = "" }: { className?: string }) {
  const { t } = useTranslation();
  const repeat = usePlayer((state) => state.queue.repeat);
  const Icon = repeat === "one" ? Repeat1 : Repeat;
  const label = { off: "player.repeatOff", all: "player.repeatAll", one: "player.repeatOne" } as const;
  return (
    <IconButton label={t(label[repeat])} onClick={cycleRepeat} className={look(repeat !== "off", className)}>
      <Icon className="size-5" aria-hidden="true" />
    </IconButton>
  );
}
