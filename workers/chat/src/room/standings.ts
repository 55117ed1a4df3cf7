import type { RoomStanding } from "@veza/contracts/chat-rpc";
import type { Room } from "./engine.ts";

/** Inboxes told in one go, and the pause between two: a large room tells at most 200 a second. */
const AT_ONCE = 50;
const PAUSE_MS = 250;
const AGAIN_MS = 5_000;

export interface StandingsPorts {
  room: Room;
  /** @returns how many devices the inbox has: one without any asks by itself when there is one again */
  tellInbox(userId: string, standing: RoomStanding): Promise<number>;
  after(ms: number, run: () => void): void;
  background(what: string, work: Promise<unknown>): void;
  /** An alarm is wanted in so many milliseconds, should this object be gone by then. */
  wake(ms: number): void;
}

/**
 * Tells members' inboxes how they stand in the room: whole, coalesced, and only inboxes that have devices. What must be told is in
 * the tables (`told`), so nothing is forgotten by an eviction or a failure.
 */
export function createStandings(ports: StandingsPorts) {
  const { room } = ports;
  const { store } = room;
  let isWaiting = false;
  let isRunning = false;

  const tellOne = async (userId: string, told: number | null): Promise<boolean> => {
    try {
      const devices = await ports.tellInbox(userId, room.standing(userId));
      if (told === null) store.removeNudge(userId);
      else store.setTold(userId, told, devices > 0);
      return true;
    } catch (cause) {
      ports.background("tell an inbox", Promise.reject(cause));
      return false;
    }
  };

  const run = async () => {
    if (isRunning) return;
    isRunning = true;
    try {
      const nudged = store.nudged(AT_ONCE).map((userId) => ({ userId, told: null as number | null }));
      const { pulse } = room.data();
      const untold = store
        .untold(pulse, AT_ONCE - nudged.length)
        .map(({ user_id, read_seq }) => ({ userId: user_id, told: pulse + read_seq }));
      const all = [...nudged, ...untold];
      const done = await Promise.all(all.map(({ userId, told }) => tellOne(userId, told)));
      if (done.includes(false)) wait(AGAIN_MS);
      else if (store.nudged(1).length > 0 || store.countUntold(room.data().pulse) > 0) wait(PAUSE_MS);
    } finally {
      isRunning = false;
    }
  };

  const wait = (ms: number) => {
    if (isWaiting) return;
    isWaiting = true;
    ports.wake(ms + 2_000);
    ports.after(ms, () => {
      isWaiting = false;
      ports.background("tell inboxes", run());
    });
  };

  return {
    /** Something has changed that inboxes may want to know. */
    note: () => wait(PAUSE_MS),
    run,
    isBehind: (): boolean => store.nudged(1).length > 0 || store.countUntold(room.data().pulse) > 0,
  };
}
