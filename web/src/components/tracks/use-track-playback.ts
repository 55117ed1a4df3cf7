import type { Track } from "@veza/contracts/http/tracks";
import { useStore } from "zustand";
import { toggleTrack } from "../../models/player/commands.ts";
import { isPlayable } from "../../models/player/queue.ts";
import { playerStore, selectCurrent } from "../../models/player/store.ts";

/** How one track of a list stands with the player, and its play button's work. */
export function useTrackPlayback(tracks: readonly Track[], index: number) {
  const track = tracks[index];
  const isCurrent = useStore(
    playerStore,
    (state) => track !== undefined && selectCurrent(state)?.track.id === track.id,
  );
  const isSounding = useStore(
    playerStore,
    (state) => state.status === "playing" || state.status === "loading",
  );
  return {
    isCurrent,
    isPlaying: isCurrent && isSounding,
    canPlay: track !== undefined && isPlayable(track),
    toggle: () => toggleTrack(tracks, index),
  };
}
