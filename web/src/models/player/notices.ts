/** Things the player has to say that are not states: shown as a toast by whoever listens. */
export type PlayerNotice = { kind: "gone" | "unplayable"; title: string };

type Listener = (notice: PlayerNotice) => void;

const listeners = new Set<Listener>();
/** Said before anybody listened: a track can be gone before the player bar has been loaded. */
let unheard: PlayerNotice[] = [];

export function onPlayerNotice(listener: Listener): () => void {
  listeners.add(listener);
  for (const notice of unheard) listener(notice);
  unheard = [];
  return () => listeners.delete(listener);
}

export function tellListeners(notice: PlayerNotice): void {
  if (listeners.size === 0) unheard.push(notice);
  for (const listener of listeners) listener(notice);
}
