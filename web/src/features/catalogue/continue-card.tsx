import { Link } from "@tanstack/react-router";
import type { HistoryEntry } from "@veza/contracts/http/listening";
import { Pause, Play } from "lucide-react";
import { useStore } from "zustand";
import { useTrackPlayback } from "../../components/tracks/use-track-playback.ts";
import { clock } from "../../lib/format.ts";
import { useWords } from "../../lib/i18n/use-words.ts";
import { playTracks } from "../../models/player/commands.ts";
import { playerStore } from "../../models/player/store.ts";
import { Sleeve } from "../../ui/sleeve.tsx";

/** A track that was left in the middle: the button goes on from there. */
export function ContinueCard({ entry }: { entry: HistoryEntry }) {
  const { t } = useWords();
  const { track } = entry;
  const { isCurrent, isPlaying, canPlay, toggle } = useTrackPlayback([track], 0);
  const live = useStore(playerStore, (state) => (isPlaying ? state.position : null));
  const duration = (track.duration_ms ?? 0) / 1000;
  const position = live ?? (entry.position_ms ?? 0) / 1000;
  const share = duration > 0 ? Math.min(1, position / duration) : 0;
  const Icon = isPlaying ? Pause : Play;
  const label = isPlaying
    ? t("row.pause", { title: track.title })
    : t("shelves.resume", { title: track.title, position: clock(position) });
  return (
    <article className="group relative flex items-center gap-3.5 overflow-hidden rounded-2xl bg-surface pr-3 transition-colors hover:bg-raised">
      <Sleeve id={track.id} artworkUrl={track.artwork_url} size={160} className="size-20 shrink-0" />
      <div className="min-w-0 grow">
        <h3 className="truncate text-base leading-snug font-semibold tracking-normal">
          <Link
            to="/tracks/$trackId"
            params={{ trackId: track.id }}
            className="after:absolute after:inset-0 after:rounded-2xl hover:underline"
          >
            {track.title}
          </Link>
        </h3>
        <p className="truncate text-sm text-ink-2">
          {track.artist}
          <span className="text-ink-3 tabular">
            {" "}
            · {t("shelves.left", { time: clock(duration - position) })}
          </span>
        </p>
      </div>
      {canPlay ? (
        <button
          type="button"
          aria-label={label}
          title={label}
          onClick={() => (isCurrent ? toggle() : playTracks([track], 0, (entry.position_ms ?? 0) / 1000))}
          className="relative z-10 grid size-11 shrink-0 place-items-center rounded-full bg-accent text-on-accent transition hover:bg-accent-hover active:scale-95"
        >
          <Icon
            className={`size-5 ${isPlaying ? "" : "translate-x-[6%]"}`}
            fill="currentColor"
            strokeWidth={1.5}
            aria-hidden="true"
          />
        </button>
      ) : null}
      <span className="absolute inset-x-0 bottom-0 left-20 h-0.75 bg-line" aria-hidden="true">
        <span className="block h-full bg-accent" style={{ width: `${share * 100}%` }} />
      </span>
    </article>
  );
}
