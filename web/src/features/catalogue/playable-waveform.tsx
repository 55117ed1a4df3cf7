import type { Track } from "@veza/contracts/http/tracks";
import { useTranslation } from "react-i18next";
import { Waveform } from "../../components/waveform.tsx";
import { useWaveform } from "../../lib/operations/get-waveform.ts";
import { livePosition, playTracks, seekTo } from "../../lib/player/commands.ts";
import { usePlayer } from "../../lib/player/store.ts";
import { useTrackPlayback } from "../../lib/player/use-track-playback.ts";

interface PlayableWaveformProps {
  tracks: readonly Track[];
  index: number;
  className?: string;
  bar?: number;
  gap?: number;
}

/** A track's waveform: seeks when the track is current, otherwise starts it at the place that was chosen. */
export function PlayableWaveform({ tracks, index, className = "", bar = 3, gap = 2 }: PlayableWaveformProps) {
  const { t } = useTranslation();
  const track = tracks[index];
  const { isCurrent, isPlaying, canPlay } = useTrackPlayback(tracks, index);
  const position = usePlayer((state) => (isCurrent ? state.position : 0));
  const { data } = useWaveform(track?.waveform_url ?? null);
  if (!track) return null;
  const seek = (seconds: number) => {
    if (isCurrent) seekTo(seconds);
    else if (canPlay) playTracks(tracks, index, seconds);
  };
  return (
    <Waveform
      data={data}
      duration={(track.duration_ms ?? 0) / 1000}
      position={position}
      live={livePosition}
      isMoving={isPlaying}
      label={t("row.waveform", { title: track.title })}
      onSeek={seek}
      className={className}
      bar={bar}
      gap={gap}
    />
  );
}
