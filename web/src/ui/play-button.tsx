import { Pause, Play } from "lucide-react";
import { useWords } from "../lib/i18n/use-words.ts";

interface PlayButtonProps {
  title: string;
  isPlaying: boolean;
  onClick: () => void;
  size?: "sm" | "md" | "lg";
  /** Quiet ones stand in lists, where one strong colour a row would be too many. */
  isQuiet?: boolean;
  className?: string;
}

const SIZES = { sm: "size-11", md: "size-13", lg: "size-16 sm:size-20" };
const ICONS = { sm: "size-5", md: "size-6", lg: "size-7 sm:size-8" };

/** The one strong spot of colour: play. */
export function PlayButton({
  title,
  isPlaying,
  onClick,
  size = "md",
  isQuiet = false,
  className = "",
}: PlayButtonProps) {
  const { t } = useWords();
  const Icon = isPlaying ? Pause : Play;
  return (
    <button
      type="button"
      onClick={onClick}
      aria-label={t(isPlaying ? "row.pause" : "row.play", { title })}
      className={`grid shrink-0 place-items-center rounded-full transition active:scale-95 ${isQuiet ? "bg-raised text-ink hover:bg-accent hover:text-on-accent" : "bg-accent text-on-accent hover:bg-accent-hover"} ${SIZES[size]} ${className}`}
    >
      <Icon
        className={`${ICONS[size]} ${isPlaying ? "" : "translate-x-[6%]"}`}
        fill="currentColor"
        strokeWidth={1.5}
        aria-hidden="true"
      />
    </button>
  );
}
