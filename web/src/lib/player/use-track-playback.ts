import type { Track } from "@veza/contracts/http/tracks";
import { toggleTrack } from "./commands.ts";
import { isPlayable } from "./queue.ts";
import { selectCurrent, usePlayer } from "./store.ts";

/** How one track of a list stands with the player, and its play button's work. */
export function useTrackPlayback(tracks: readonly Track[], index: number) {
  const track = tracks[index];
  const isCurrent = usePlayer((state) => track !== undefined && selectCurrent(state)?.track.id === track.id);
  const isSounding = usePlayer((state) => state.status === "playing" || state.status === "loading");
  return {
    isCurrent,
    isPlaying: isCurrent && isSounding,
    canPlay: track !== undefined && isPlayable(track),
    toggle: () => toggleTrack(tracks, index),
  };
}
