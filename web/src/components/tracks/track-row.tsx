import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { Track } from "@veza/contracts/http/tracks";
import { useStore } from "zustand";
import { clock } from "../../lib/format.ts";
import { useWords } from "../../lib/i18n/use-words.ts";
import { livePosition, seekTo } from "../../models/player/commands.ts";
import { playerStore } from "../../models/player/store.ts";
import { waveformQuery } from "../../models/tracks/calls.ts";
import { PlayButton } from "../../ui/play-button.tsx";
import { Sleeve } from "../../ui/sleeve.tsx";
import { Waveform } from "../../ui/waveform.tsx";
import { LazyTrackMenu } from "./lazy-track-menu.tsx";
import { StillWaveform } from "./still-waveform.tsx";
import { useTrackPlayback } from "./use-track-playback.ts";

/** A track in a list: sleeve, names, its waveform, length. */
export function TrackRow({ tracks, index }: { tracks: readonly Track[]; index: number }) {
  const track = tracks[index];
  const { isCurrent, isPlaying, canPlay, toggle } = useTrackPlayback(tracks, index);
  if (!track) return null;
  return (
    <article className="group grid grid-cols-[auto_auto_minmax(0,1fr)_auto] items-center gap-3 rounded-2xl py-2 pr-1 pl-2 transition-colors hover:bg-surface sm:gap-4 md:grid-cols-[auto_auto_minmax(0,1fr)_minmax(0,1.4fr)_auto]">
      <PlayButton
        title={track.title}
        isPlaying={isPlaying}
        onClick={toggle}
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
      </div>
      <div className="hidden h-11 md:block">
        {isCurrent ? (
          <CurrentWaveform track={track} isPlaying={isPlaying} />
        ) : (
          <StillWaveform track={track} />
        )}
      </div>
      <div className="flex items-center">
        <span className="hidden w-12 text-right text-sm text-ink-3 tabular xs:block">
          {track.duration_ms === null ? "" : clock(track.duration_ms / 1000)}
        </span>
        <LazyTrackMenu track={track} />
      </div>
    </article>
  );
}

function CurrentWaveform({ track, isPlaying }: { track: Track; isPlaying: boolean }) {
  const { t } = useWords();
  const position = useStore(playerStore, (state) => state.position);
  const { data } = useQuery(waveformQuery(track.waveform_url));
  return (
    <Waveform
      data={data}
      duration={(track.duration_ms ?? 0) / 1000}
      position={position}
      live={livePosition}
      isMoving={isPlaying}
      label={t("row.waveform", { title: track.title })}
      onSeek={seekTo}
      className="h-full w-full"
      bar={2}
      gap={2}
    />
  );
}
