import { Repeat, Repeat1, Shuffle } from "lucide-react";
import { useStore } from "zustand";
import { useWords } from "../../lib/i18n/use-words.ts";
import { cycleRepeat, toggleShuffle } from "../../models/player/commands.ts";
import { playerStore } from "../../models/player/store.ts";
import { IconButton } from "../../ui/button.tsx";

const look = (isOn: boolean, className: string) => `${isOn ? "text-accent-ink!" : ""} ${className}`;

/** The order of the queue: as it was put together, or shuffled. */
export function ShuffleButton({ className = "" }: { className?: string }) {
  const { t } = useWords();
  const isShuffled = useStore(playerStore, (state) => state.queue.isShuffled);
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
  const { t } = useWords();
  const repeat = useStore(playerStore, (state) => state.queue.repeat);
  const Icon = repeat === "one" ? Repeat1 : Repeat;
  const label = { off: "player.repeatOff", all: "player.repeatAll", one: "player.repeatOne" } as const;
  return (
    <IconButton label={t(label[repeat])} onClick={cycleRepeat} className={look(repeat !== "off", className)}>
      <Icon className="size-5" aria-hidden="true" />
    </IconButton>
  );
}
