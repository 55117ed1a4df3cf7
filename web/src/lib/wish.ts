import type { QueryKey } from "@tanstack/query-core";
import { queryClient } from "./query-client.ts";

export interface WishDeps<T> {
  /** Tells the platform; its answer is the value as it is kept there. */
  send(value: T): Promise<T>;
  /** Takes the platform's answer over. Awaited before the wish is dropped. */
  confirm(value: T): Promise<void>;
}

/**
 * What somebody has just chosen and the platform has not confirmed yet. It is shown from the moment of the
 * click on; one request at a time is under way, and only the newest choice counts: an answer to an older one,
 * or a list that was on its way when the choice was made, never undoes it.
 */
export class Wish<T> {
  readonly #deps: WishDeps<T>;
  readonly #listeners = new Set<() => void>();
  #wished: { value: T } | null = null;
  #running: Promise<void> | null = null;

  constructor(deps: WishDeps<T>) {
    this.#deps = deps;
  }

  /** The unconfirmed choice; undefined when there is none. */
  readonly value = (): T | undefined => this.#wished?.value;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /**
   * @returns settles when this choice, or a newer one, is kept on the platform
   * @throws what the platform said, when the newest choice was refused; the last confirmed value is shown
   * again
   */
  set(value: T): Promise<void> {
    this.#wished = { value };
    this.#tell();
    this.#running ??= this.#run().finally(() => {
      this.#running = null;
    });
    return this.#running;
  }

  async #run(): Promise<void> {
    for (let wish = this.#wished; wish !== null; wish = this.#wished) {
      try {
        await this.#deps.confirm(await this.#deps.send(wish.value));
      } catch (error) {
        if (this.#wished !== wish) continue;
        this.#drop();
        throw error;
      }
      if (this.#wished === wish) this.#drop();
    }
  }

  #drop(): void {
    this.#wished = null;
    this.#tell();
  }

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }
}

/**
 * A wish for what a query shows: its answers go into the query's cache, and older answers on their way are
 * dropped.
 */
export function queryWish<T>(key: QueryKey, send: (value: T) => Promise<T>): Wish<T> {
  return new Wish<T>({
    send,
    async confirm(value) {
      await queryClient.cancelQueries({ queryKey: key });
      queryClient.setQueryData(key, value);
    },
  });
}
