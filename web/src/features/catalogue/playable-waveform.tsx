import { useQuery } from "@tanstack/react-query";
import type { Track } from "@veza/contracts/http/tracks";
import { useStore } from "zustand";
import { useTrackPlayback } from "../../components/tracks/use-track-playback.ts";
import { useWords } from "../../lib/i18n/use-words.ts";
import { livePosition, playTracks, seekTo } from "../../models/player/commands.ts";
import { playerStore } from "../../models/player/store.ts";
import { waveformQuery } from "../../models/tracks/calls.ts";
import { Waveform } from "../../ui/waveform.tsx";

interface PlayableWaveformProps {
  tracks: readonly Track[];
  index: number;
  className?: string;
  bar?: number;
  gap?: number;
}

/** A track's waveform: seeks when the track is current, otherwise starts it at the place that was chosen. */
export function PlayableWaveform({ tracks, index, className = "", bar = 3, gap = 2 }: PlayableWaveformProps) {
  const { t } = useWords();
  const track = tracks[index];
  const { isCurrent, isPlaying, canPlay } = useTrackPlayback(tracks, index);
  const position = useStore(playerStore, (state) => (isCurrent ? state.position : 0));
  const { data } = useQuery(waveformQuery(track?.waveform_url ?? null));
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
