/**
 * When events go out to a room's sockets: at once while it is quiet, together when it is busy. What counts is sends a second, since
 * each costs the same whatever is in it: below QUIET one message at a time is quicker for everybody; from BUSY on frames of 50 ms
 * are. Above a thousand sockets in one object even those would be more sends than its thread has time for, so they are longer
 * (docs/decisions/013).
 */
const QUIET_PER_S = 6_000;
const BUSY_PER_S = 30_000;
const LEAST_GAP_MS = 25;
const LONGEST_GAP_MS = 50;
/** Sends a millisecond that an object's thread has time for, with as much left for the rest. */
const SENDS_PER_MS = 20;

export interface Pacer {
  /** Takes note of events for so many sockets of one object. @returns the milliseconds until they may go: 0 is now */
  wait(now: number, sockets: number, events: number): number;
  /** A frame went out. */
  sent(now: number): void;
}

export function createPacer(): Pacer {
  let load = 0;
  let loadedAt = 0;
  let sentAt = Number.NEGATIVE_INFINITY;
  return {
    wait(now, sockets, events) {
      // A decaying sum over the last second, or so. A clock that goes back only holds it for a moment.
      load = load * Math.exp(-Math.max(0, now - loadedAt) / 1000) + sockets * events;
      loadedAt = now;
      if (load < QUIET_PER_S) return 0;
      const share = Math.min(1, (load - QUIET_PER_S) / (BUSY_PER_S - QUIET_PER_S));
      const longest = Math.max(LONGEST_GAP_MS, sockets / SENDS_PER_MS);
      const gap = LEAST_GAP_MS + share * (longest - LEAST_GAP_MS);
      return Math.min(longest, Math.max(0, Math.ceil(sentAt + gap - now)));
    },
    sent(now) {
      sentAt = now;
    },
  };
}
