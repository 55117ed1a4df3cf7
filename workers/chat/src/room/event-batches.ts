import type { ChatServerFrame } from "@veza/contracts/ws/chat";
import type { ChatEvent } from "@veza/contracts/ws/chat-room";
import type { Room } from "./engine.ts";
import { createPacer } from "./pacer.ts";

/** Events that an earlier life of the object left, at most: more than it can have kept back. */
const MOST_UNSENT = 1_000;

export interface BatchPorts {
  room: Room;
  now(): number;
  after(ms: number, run: () => void): void;
  /** Sockets of the object that holds most. */
  sockets(): number;
  broadcast(frame: ChatServerFrame, seqs: { first_seq: number; last_seq: number }): void;
}

export type EventBatches = ReturnType<typeof createEventBatches>;

/**
 * When stored events go to the sockets: at once while it is quiet, together when it is busy (see pacer.ts).
 */
export function createEventBatches(ports: BatchPorts) {
  const { store, messages } = ports.room;
  const pacer = createPacer();
  let pending: ChatEvent[] = [];
  let isFlushPlanned = false;
  /** Whether the tables say that something waits. */
  let isMarked = store.unsentFrom() !== null;

  const flush = () => {
    const [first, last] = [pending[0], pending.at(-1)];
    if (first === undefined || last === undefined) return;
    const events = pending;
    pending = [];
    if (isMarked) store.setUnsentFrom(null);
    isMarked = false;
    pacer.sent(ports.now());
    ports.broadcast({ t: "batch", events }, { first_seq: first.seq, last_seq: last.seq });
  };

  return {
    flush,
    /**
     * Takes events that were stored. What waits is marked in the tables, should this object go before it is
     * sent.
     */
    add(events: ChatEvent[]) {
      const [first] = events;
      if (first === undefined) return;
      const wait = pacer.wait(ports.now(), ports.sockets(), events.length);
      pending.push(...events);
      if (wait === 0) return flush();
      if (!isMarked) store.setUnsentFrom(pending[0]?.seq ?? first.seq);
      isMarked = true;
      if (isFlushPlanned) return;
      isFlushPlanned = true;
      const due = ports.now() + wait;
      ports.after(wait, () => {
        isFlushPlanned = false;
        pacer.late(ports.now() - due);
        flush();
      });
    },
    /** Sends what an earlier life of this object stored and did not send. */
    resume(): void {
      const unsent = store.unsentFrom();
      if (unsent === null) return;
      pending = messages.eventsAfter(unsent - 1, MOST_UNSENT, null);
      flush();
    },
  };
}
