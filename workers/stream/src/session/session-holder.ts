import { newSession, type Session } from "./state.ts";
import type { SessionStore } from "./store.ts";

/** The one copy of the session in memory, and the way it is written down. */
export class SessionHolder {
  readonly #store: SessionStore;
  readonly #now: () => number;
  readonly #newId: () => string;
  #session: Session | null = null;

  constructor(store: SessionStore, now: () => number, newId: () => string) {
    this.#store = store;
    this.#now = now;
    this.#newId = newId;
  }

  get value(): Session {
    this.#session ??= this.#store.load() ?? newSession(this.#newId(), this.#now());
    return this.#session;
  }

  /** Written before anybody is told. Every change raises the revision. */
  save(change: Partial<Session>): Session {
    const next = { ...this.value, ...change, revision: this.value.revision + 1 };
    this.#store.save(next, this.#now());
    this.#session = next;
    return next;
  }
}
