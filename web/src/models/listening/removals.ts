import { createStore } from "zustand/vanilla";
import { toast } from "../../lib/toasts.ts";

/** Longer than the message with its way back is shown. */
const UNDO_MS = 8_000;

/** Tracks that are out of sight already and will be forgotten when nobody takes that back. */
export const removalsStore = createStore<{ pending: ReadonlySet<string> }>(() => ({ pending: new Set() }));

function without(trackId: string): void {
  removalsStore.setState(({ pending }) => ({
    pending: new Set([...pending].filter((it) => it !== trackId)),
  }));
}

/**
 * Takes a track out of sight at once, and lets `forget` work a little later: until then it can be taken back.
 * A page that is closed before has removed nothing.
 */
export function removeSoon(
  trackId: string,
  words: { text: string; undo: string },
  forget: () => Promise<unknown>,
): void {
  removalsStore.setState(({ pending }) => ({ pending: new Set([...pending, trackId]) }));
  const timer = setTimeout(() => void forget().finally(() => without(trackId)), UNDO_MS);
  const undo = () => {
    clearTimeout(timer);
    without(trackId);
  };
  toast(words.text, { action: { label: words.undo, run: undo } });
}
