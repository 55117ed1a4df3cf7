import type { TrackProgress } from "@veza/contracts/ws/inbox";
import { create } from "zustand";

/** The last live word on each track of one's own, by id: for what is not in any cache yet. */
export const useProgress = create<{ words: Readonly<Record<string, TrackProgress>> }>(() => ({ words: {} }));

export function publishProgress(word: TrackProgress): void {
  useProgress.setState(({ words }) => ({ words: { ...words, [word.track_id]: word } }));
}
