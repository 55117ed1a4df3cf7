import type { PlatformEvent } from "@veza/contracts/events";
import type { SessionStore } from "./store.ts";

/** Sends the events that were written down with the change that they tell of. One stays until the queue has it. */
export class EventSender {
  readonly #store: SessionStore;
  readonly #send: (event: PlatformEvent) => Promise<unknown>;
  #isSending = false;

  constructor(store: SessionStore, send: (event: PlatformEvent) => Promise<unknown>) {
    this.#store = store;
    this.#send = send;
  }

  /** Resolves when nothing is left; throws what the queue throws. A second call while one runs does nothing. */
  async run(): Promise<void> {
    if (this.#isSending) return;
    this.#isSending = true;
    try {
      for (let events = this.#store.events(); events.length > 0; events = this.#store.events()) {
        for (const event of events) {
          await this.#send(event);
          this.#store.removeEvent(event.id);
        }
      }
    } finally {
      this.#isSending = false;
    }
  }
}
