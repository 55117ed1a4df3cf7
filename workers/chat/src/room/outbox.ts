import type { PlatformEvent } from "@veza/contracts/events";
import type { RoomStore } from "./store.ts";

/** Sends the events that were written down with the change that they tell of. One stays until the queue has it. */
export function createOutbox(store: RoomStore, send: (event: PlatformEvent) => Promise<unknown>) {
  let isSending = false;
  return {
    /** Resolves when nothing is left; throws what the queue throws. A second call while one runs does nothing. */
    async run(): Promise<void> {
      if (isSending) return;
      isSending = true;
      try {
        for (let events = store.outbox(); events.length > 0; events = store.outbox()) {
          for (const { n, event } of events) {
            await send(event);
            store.removeEvent(n);
          }
        }
      } finally {
        isSending = false;
      }
    },
    isEmpty: (): boolean => store.outbox().length === 0,
  };
}
