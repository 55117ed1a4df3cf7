/** At most one announcement in so long: a screen reader must be able to finish its sentence. */
export const ANNOUNCE_MS = 2_500;

export interface Spoken {
  author: string;
  text: string;
}

/**
 * Collects what was said and hands it on at a pace that can be listened to.
 * @param say is given what came since the last time, oldest first
 */
export function createAnnouncer(
  say: (spoken: readonly Spoken[]) => void,
  after: (ms: number, work: () => void) => () => void,
): { add(spoken: Spoken): void; stop(): void } {
  let waiting: Spoken[] = [];
  let cancel: (() => void) | null = null;
  const tell = () => {
    cancel = null;
    if (waiting.length === 0) return;
    const spoken = waiting;
    waiting = [];
    say(spoken);
    cancel = after(ANNOUNCE_MS, tell);
  };
  return {
    add(spoken) {
      waiting.push(spoken);
      // A moment, so that a burst is one announcement.
      cancel ??= after(150, tell);
    },
    stop() {
      cancel?.();
      waiting = [];
    },
  };
}
