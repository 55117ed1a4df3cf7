import { Link } from "@tanstack/react-router";
import type { Track } from "@veza/contracts/http/tracks";
import { useTrackPlayback } from "../../components/tracks/use-track-playback.ts";
import { clock } from "../../lib/format.ts";
import { useWords } from "../../lib/i18n/use-words.ts";
import { useTint } from "../../lib/use-tint.ts";
import { PlayButton } from "../../ui/play-button.tsx";
import { Sleeve } from "../../ui/sleeve.tsx";
import { PlayableWaveform } from "./playable-waveform.tsx";

/** The newest track, large: sleeve and waveform are the picture. */
export function Featured({ tracks, isPending }: { tracks: readonly Track[]; isPending: boolean }) {
  const { t } = useWords();
  const track = tracks[0];
  const tint = useTint(track?.id ?? "", track?.artwork_url ?? null);
  const { isPlaying, canPlay, toggle } = useTrackPlayback(tracks, 0);
  if (!track) return isPending ? <div className="skeleton h-[31rem] rounded-3xl sm:h-80" /> : null;
  return (
    <section
      aria-label={t("discover.featured")}
      style={tint}
      className="tinted grid overflow-hidden rounded-3xl sm:h-80 sm:grid-cols-[20rem_minmax(0,1fr)]"
    >
      <Sleeve
        id={track.id}
        artworkUrl={track.artwork_url}
        size={600}
        isHero
        className="h-60 w-full sm:size-80 max-sm:aspect-auto"
      />
      <div className="flex min-w-0 flex-col justify-between gap-4 p-5 sm:p-8">
        <div className="flex items-start justify-between gap-4">
          <div className="min-w-0">
            <p className="mb-2 text-sm font-semibold text-ink-2">{t("discover.featured")}</p>
            <h2 className="line-clamp-2 pb-1 text-3xl leading-none font-extrabold sm:text-4xl">
              <Link
                to="/tracks/$trackId"
                params={{ trackId: track.id }}
                className="hover:underline decoration-[0.06em] underline-offset-[0.12em]"
              >
                {track.title}
              </Link>
            </h2>
            <p className="mt-1 truncate text-lg text-ink-2">
              <Link
                to="/u/$username"
                params={{ username: track.uploader.username }}
                className="hover:text-ink hover:underline"
              >
                {track.artist}
              </Link>
            </p>
          </div>
          {canPlay ? (
            <PlayButton title={track.title} isPlaying={isPlaying} onClick={toggle} size="lg" />
          ) : null}
        </div>
        <div className="flex items-center gap-4">
          <PlayableWaveform tracks={tracks} index={0} className="h-18 min-w-0 grow sm:h-22" />
          <span className="text-sm text-ink-2 tabular">{clock((track.duration_ms ?? 0) / 1000)}</span>
        </div>
      </div>
    </section>
  );
}
