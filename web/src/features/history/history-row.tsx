import { Link } from "@tanstack/react-router";
import type { HistoryEntry } from "@veza/contracts/http/listening";
import type { Track } from "@veza/contracts/http/tracks";
import { X } from "lucide-react";
import { LazyTrackMenu } from "../../components/tracks/lazy-track-menu.tsx";
import { useTrackPlayback } from "../../components/tracks/use-track-playback.ts";
import { clock, timeOfDay } from "../../lib/format.ts";
import { useWords } from "../../lib/i18n/use-words.ts";
import { playTracks } from "../../models/player/commands.ts";
import { IconButton } from "../../ui/button.tsx";
import { PlayButton } from "../../ui/play-button.tsx";
import { Sleeve } from "../../ui/sleeve.tsx";

interface HistoryRowProps {
  entry: HistoryEntry;
  tracks: readonly Track[];
  index: number;
  onRemove: () => void;
}

/** One track of the history: when it was heard, where it was left. It goes on from there. */
export function HistoryRow({ entry, tracks, index, onRemove }: HistoryRowProps) {
  const { t, language } = useWords();
  const { track, position_ms, last_played_at, play_count } = entry;
  const { isCurrent, isPlaying, canPlay, toggle } = useTrackPlayback(tracks, index);
  const time = timeOfDay(last_played_at, language);
  const play = () => (isCurrent ? toggle() : playTracks(tracks, index, (position_ms ?? 0) / 1000));
  const facts = [
    position_ms === null ? null : t("history.stoppedAt", { position: clock(position_ms / 1000) }),
    play_count > 1 ? t("history.plays", { count: play_count }) : null,
  ].filter((it) => it !== null);
  return (
    <article className="group grid grid-cols-[auto_auto_minmax(0,1fr)_auto] items-center gap-3 rounded-2xl py-2 pr-1 pl-2 transition-colors hover:bg-surface sm:gap-4">
      <PlayButton
        title={track.title}
        isPlaying={isPlaying}
        onClick={play}
        size="sm"
        isQuiet={!isCurrent}
        className={canPlay ? "" : "invisible"}
      />
      <Sleeve id={track.id} artworkUrl={track.artwork_url} size={160} className="size-14 rounded-lg" />
      <div className="min-w-0">
        <h3 className="truncate text-base leading-snug font-semibold tracking-normal">
          <Link to="/tracks/$trackId" params={{ trackId: track.id }} className="hover:underline">
            {track.title}
          </Link>
        </h3>
        <p className="truncate text-sm text-ink-2">{track.artist}</p>
        <p className="truncate text-xs text-ink-3 tabular sm:hidden">
          {[time, facts[0]].filter(Boolean).join(" · ")}
        </p>
      </div>
      <div className="flex items-center">
        <p className="mr-2 hidden text-sm text-ink-3 tabular sm:block">{facts.join(" · ")}</p>
        <time
          dateTime={last_played_at}
          title={t("history.playedAt", { time })}
          className="hidden w-20 text-right text-sm text-ink-2 tabular sm:block"
        >
          {time}
        </time>
        <IconButton label={t("history.remove", { title: track.title })} onClick={onRemove}>
          <X className="size-5" aria-hidden="true" />
        </IconButton>
        <span className="hidden sm:block">
          <LazyTrackMenu track={track} />
        </span>
      </div>
    </article>
  );
}
