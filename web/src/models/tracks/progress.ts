import type { TrackProgress } from "@veza/contracts/ws/inbox";
import { createStore } from "zustand/vanilla";

/** The last live word on each track of one's own, by id: for what is not in any cache yet. */
export const progressStore = createStore<{ words: Readonly<Record<string, TrackProgress>> }>(() => ({
  words: {},
}));

export function publishProgress(word: TrackProgress): void {
  progressStore.setState(({ words }) => ({ words: { ...words, [word.track_id]: word } }));
}

/** What was said about a run that is over says nothing about the next one. */
export function forgetProgress(trackId: string): void {
  progressStore.setState(({ words: { [trackId]: _over, ...words } }) => ({ words }));
}
