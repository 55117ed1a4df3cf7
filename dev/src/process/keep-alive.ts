import { setTimeout as sleep } from "node:timers/promises";
import type { Child } from "./child.ts";

export interface KeepAlive {
  /** The process that runs now; undefined between two runs and after `stop`. */
  current(): Child | undefined;
  stop(): Promise<void>;
}

export interface KeepAliveOptions {
  start: () => Promise<Child>;
  /** Called with the reason before each wait. */
  onRestart: (reason: string, waitMs: number) => void;
  firstWaitMs?: number;
  longestWaitMs?: number;
  /** A run at least this long counts as good: the wait starts small again. */
  goodRunMs?: number;
}

/** Runs a process and starts it again when it ends by itself, waiting twice as long after each short run. */
export async function keepAlive(options: KeepAliveOptions): Promise<KeepAlive> {
  const { firstWaitMs = 300, longestWaitMs = 15_000, goodRunMs = 30_000 } = options;
  const stopping = new AbortController();
  let child: Child | undefined = await options.start();

  const supervise = async () => {
    let wait = firstWaitMs;
    while (!stopping.signal.aborted) {
      const started = Date.now();
      const code = child === undefined ? undefined : await child.ended;
      child = undefined;
      if (stopping.signal.aborted) return;
      if (Date.now() - started >= goodRunMs) wait = firstWaitMs;
      options.onRestart(code === undefined ? "could not be started" : `ended with ${code}`, wait);
      await sleep(wait, undefined, { signal: stopping.signal }).catch(() => undefined);
      wait = Math.min(wait * 2, longestWaitMs);
      if (stopping.signal.aborted) return;
      child = await options.start().catch((error: Error) => {
        options.onRestart(error.message, wait);
        return undefined;
      });
    }
  };
  const done = supervise();
  return {
    current: () => child,
    async stop() {
      stopping.abort();
      await child?.stop();
      await done;
      // A start may have been under way while the stop came.
      await child?.stop();
    },
  };
}
