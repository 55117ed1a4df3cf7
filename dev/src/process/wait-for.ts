import { setTimeout as sleep } from "node:timers/promises";

export interface WaitOptions {
  timeoutMs: number;
  /** Ends the wait early, with its reason as the error. */
  signal?: AbortSignal;
  everyMs?: number;
}

/**
 * Asks `url` until it answers with a 2xx status.
 * @throws with the last answer when the time is over
 */
export async function waitForUrl(url: string, options: WaitOptions): Promise<void> {
  const deadline = Date.now() + options.timeoutMs;
  let last = "no answer";
  while (Date.now() < deadline) {
    options.signal?.throwIfAborted();
    try {
      const response = await fetch(url, { signal: AbortSignal.timeout(5_000) });
      const text = await response.text();
      if (response.ok) return;
      last = `${response.status} ${text.slice(0, 300)}`;
    } catch (error) {
      last =
        error instanceof Error
          ? `${error.message}${error.cause instanceof Error ? `: ${error.cause.message}` : ""}`
          : String(error);
    }
    await sleep(options.everyMs ?? 100);
  }
  throw new Error(`${url} is not ready after ${options.timeoutMs / 1000} s: ${last}`);
}
