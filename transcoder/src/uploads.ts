import type { MediaStore, StoredBody } from "./media-store.ts";

const AT_ONCE = 6;
/** Objects that may wait in memory: beyond it the encoders wait, and with them the source. */
const MOST_WAITING = 12;

export type Uploads = ReturnType<typeof createUploads>;

/**
 * Stores objects beside the encoding, a few at a time. `put` returns when the object has been taken over,
 * which is before it is stored; `settled` when everything is. The first object that can't be stored ends the
 * job.
 */
export function createUploads(options: {
  store: MediaStore;
  prefix: string;
  onStored: (key: string, bytes: number) => void;
  /** Called once, with what `put` and `settled` throw from then on. */
  onFailure: (error: unknown) => void;
}) {
  const waiting: Array<() => void> = [];
  const pending = new Set<Promise<void>>();
  let running = 0;
  let failure: { error: unknown } | undefined;

  const slot = async () => {
    if (running >= AT_ONCE) await new Promise<void>((resolve) => waiting.push(resolve));
    running += 1;
  };
  const free = () => {
    running -= 1;
    waiting.shift()?.();
  };

  const store = async (name: string, body: StoredBody, contentType: string) => {
    await slot();
    try {
      if (failure) return;
      const key = `${options.prefix}${name}`;
      options.onStored(key, await options.store.write(key, body, contentType));
    } catch (error) {
      if (!failure) {
        failure = { error };
        options.onFailure(error);
      }
    } finally {
      free();
    }
  };

  return {
    /** `name` is below the prefix. */
    async put(name: string, body: StoredBody, contentType: string): Promise<void> {
      while (pending.size >= MOST_WAITING && !failure) await Promise.race(pending);
      if (failure) throw failure.error;
      const task: Promise<void> = store(name, body, contentType).finally(() => pending.delete(task));
      pending.add(task);
    },
    async settled(): Promise<void> {
      while (pending.size > 0) await Promise.all(pending);
      if (failure) throw failure.error;
    },
  };
}
