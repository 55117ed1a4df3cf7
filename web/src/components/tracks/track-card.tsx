import { Link } from "@tanstack/react-router";
import type { Track } from "@veza/contracts/http/tracks";
import { clock } from "../../lib/format.ts";
import { Equaliser } from "../../ui/equaliser.tsx";
import { PlayButton } from "../../ui/play-button.tsx";
import { Sleeve } from "../../ui/sleeve.tsx";
import { useTrackPlayback } from "./use-track-playback.ts";

/** A track in the grid: its sleeve is the card. */
export function TrackCard({ tracks, index }: { tracks: readonly Track[]; index: number }) {
  const track = tracks[index];
  const { isCurrent, isPlaying, canPlay, toggle } = useTrackPlayback(tracks, index);
  if (!track) return null;
  return (
    <article className="group relative flex flex-col gap-3">
      <div className="relative overflow-hidden rounded-2xl">
        <Sleeve
          id={track.id}
          artworkUrl={track.artwork_url}
          size={600}
          className="w-full transition-transform duration-500 ease-out group-hover:scale-[1.03]"
        />
        {canPlay ? (
          <PlayButton
            title={track.title}
            isPlaying={isPlaying}
            onClick={toggle}
            className={`absolute right-3 bottom-3 z-10 shadow-float ${isCurrent ? "" : "pointer-fine:opacity-0 pointer-fine:translate-y-1 group-hover:opacity-100 group-hover:translate-y-0 group-focus-within:opacity-100 group-focus-within:translate-y-0"}`}
          />
        ) : null}
      </div>
      <div className="flex items-start justify-between gap-2">
        <div className="min-w-0">
          <h3 className="truncate text-base leading-snug font-semibold tracking-normal">
            <Link
              to="/tracks/$trackId"
              params={{ trackId: track.id }}
              className="after:absolute after:inset-0 after:rounded-2xl hover:underline"
            >
              {track.title}
            </Link>
          </h3>
          <p className="truncate text-sm text-ink-2">{track.artist}</p>
        </div>
        <span className="flex shrink-0 items-center gap-1.5 pt-0.5 text-xs text-ink-3 tabular">
          {isCurrent ? <Equaliser isPlaying={isPlaying} /> : null}
          {track.duration_ms === null ? "" : clock(track.duration_ms / 1000)}
        </span>
      </div>
    </article>
  );
}
