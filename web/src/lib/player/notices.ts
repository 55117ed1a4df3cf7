/** Things the player has to say that are not states: shown as a toast by whoever listens. */
export type PlayerNotice = { kind: "gone" | "unplayable"; title: string };

const listeners = new Set<(notice: PlayerNotice) => void>();

export function onPlayerNotice(listener: (notice: PlayerNotice) => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function tellListeners(notice: PlayerNotice): void {
  for (const listener of listeners) listener(notice);
}
