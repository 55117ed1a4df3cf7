/**
 * When events go out to a room's sockets: at once while it is quiet, together when it is busy. What counts is
 * sends a second, since each costs the same whatever is in it: below QUIET one message at a time is quicker
 * for everybody; from BUSY on frames of 50 ms are. Above a thousand sockets in one object even those would be
 * more sends than its thread has time for, so they are longer; and where a thread has less time than that (it
 * runs frames later than it was asked to), they grow until it keeps up (docs/decisions/013).
 */
const QUIET_PER_S = 6_000;
const BUSY_PER_S = 30_000;
const LEAST_GAP_MS = 25;
const LONGEST_GAP_MS = 50;
/** Later than this is no accident of a timer. */
const LATE_MS = 10;
const MOST_ADDED_MS = 100;
/** What of the added time stays from one frame that was in time to the next. */
const RELAXING = 0.9;
/** Sends a millisecond that an object's thread has time for, with as much left for the rest. */
const SENDS_PER_MS = 20;

export interface Pacer {
  /**
   * Takes note of events for so many sockets of one object.
   * @returns the milliseconds until they may go: 0 is now
   */
  wait(now: number, sockets: number, events: number): number;
  /** A frame went out. */
  sent(now: number): void;
  /** A frame that had to wait goes out so much later than it was meant to. */
  late(ms: number): void;
}

export function createPacer(): Pacer {
  let load = 0;
  let loadedAt = 0;
  let sentAt = Number.NEGATIVE_INFINITY;
  let added = 0;
  return {
    wait(now, sockets, events) {
      // A decaying sum over the last second, or so. A clock that goes back only holds it for a moment.
      load = load * Math.exp(-Math.max(0, now - loadedAt) / 1000) + sockets * events;
      loadedAt = now;
      if (load < QUIET_PER_S) return 0;
      const share = Math.min(1, (load - QUIET_PER_S) / (BUSY_PER_S - QUIET_PER_S));
      const planned = Math.max(LONGEST_GAP_MS, sockets / SENDS_PER_MS);
      const longest = planned + added;
      const gap = LEAST_GAP_MS + share * (planned - LEAST_GAP_MS) + added;
      return Math.min(longest, Math.max(0, Math.ceil(sentAt + gap - now)));
    },
    sent(now) {
      sentAt = now;
    },
    late(ms) {
      // Half of it: the frames that are longer by that are fewer, too.
      added = ms > LATE_MS ? Math.min(MOST_ADDED_MS, added + ms / 2) : added * RELAXING;
    },
  };
}
