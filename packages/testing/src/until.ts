import { setTimeout as sleep } from "node:timers/promises";

export interface Patience {
  /** How long to ask, ms. */
  timeout_ms?: number;
  /** Between two askings, ms. */
  every_ms?: number;
}

/**
 * Asks until there is an answer that is neither undefined, null nor false, and gives it.
 * @throws after `timeout_ms` (15 s), saying what was waited for
 */
export async function until<T>(
  ask: () => T | Promise<T>,
  what: string,
  { timeout_ms = 15_000, every_ms = 50 }: Patience = {},
): Promise<Exclude<T, undefined | null | false>> {
  const end = Date.now() + timeout_ms;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined && answer !== null && answer !== false)
      return answer as Exclude<T, undefined | null | false>;
    if (Date.now() > end) throw new Error(`waited ${timeout_ms} ms in vain for ${what}`);
    await sleep(every_ms);
  }
}
