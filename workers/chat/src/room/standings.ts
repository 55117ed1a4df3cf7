import type { RoomStanding } from "@veza/contracts/chat-rpc";
import type { Room } from "./engine.ts";

/** Inboxes told in one go, and the pause between two: a large room tells at most 200 a second. */
const AT_ONCE = 50;
const PAUSE_MS = 250;
const AGAIN_MS = 5_000;
/** How much later than planned the alarm does what this life of the object did not. */
const SAFETY_MS = 2_000;

export interface StandingsPorts {
  room: Room;
  /** @returns how many devices the inbox has: one without any asks by itself when there is one again */
  tellInbox(userId: string, standing: RoomStanding): Promise<number>;
  now(): number;
  after(ms: number, run: () => void): void;
  background(what: string, work: Promise<unknown>): void;
  /** An alarm is wanted then or earlier, should this object be gone by then. */
  wakeBy(at: number): void;
}

export type Standings = ReturnType<typeof createStandings>;

/**
 * Tells members' inboxes how they stand in the room: whole, coalesced, and only inboxes that have devices.
 * What must be told is in the tables (`standing_sent`), so nothing is forgotten by an eviction or a failure.
 */
export function createStandings(ports: StandingsPorts) {
  const { room } = ports;
  const { store } = room;
  let isWaiting = false;
  let isRunning = false;

  const tellOne = async (userId: string, sent: number | null): Promise<boolean> => {
    try {
      const devices = await ports.tellInbox(userId, room.standing(userId));
      if (sent === null) store.removeDueStanding(userId);
      else store.setStandingSent(userId, sent, devices > 0);
      return true;
    } catch (cause) {
      ports.background("tell an inbox", Promise.reject(cause));
      return false;
    }
  };
  const isBehind = () => store.dueStandings(1).length > 0 || store.countBehind(room.data().pulse) > 0;

  const run = async () => {
    if (isRunning) return;
    isRunning = true;
    try {
      const due = store.dueStandings(AT_ONCE).map((userId) => ({ userId, sent: null as number | null }));
      const { pulse } = room.data();
      const behind = store
        .behind(pulse, AT_ONCE - due.length)
        .map(({ user_id, read_seq }) => ({ userId: user_id, sent: pulse + read_seq }));
      const all = [...due, ...behind];
      const done = await Promise.all(all.map(({ userId, sent }) => tellOne(userId, sent)));
      if (done.includes(false)) wait(AGAIN_MS);
      else if (isBehind()) wait(PAUSE_MS);
    } finally {
      isRunning = false;
    }
  };

  const wait = (ms: number) => {
    if (isWaiting) return;
    isWaiting = true;
    ports.wakeBy(ports.now() + ms + SAFETY_MS);
    ports.after(ms, () => {
      isWaiting = false;
      ports.background("tell inboxes", run());
    });
  };
  const note = () => wait(PAUSE_MS);

  return {
    /** Something has changed that inboxes may want to know. */
    note,
    /** What the alarm does: tells what an earlier life of the object left. */
    resume(): void {
      if (isBehind()) note();
    },
  };
}
