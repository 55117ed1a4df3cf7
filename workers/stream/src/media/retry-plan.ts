/** Why a run did not end: its message comes again. */
export type RetryReason = "busy" | "unavailable" | "lost";

/**
 * Seconds until a message comes again. `busy`: all slots are taken, ask again soon. `unavailable`: the
 * scanner or the transcoder is away, wait longer each time up to two minutes. `lost`: the run died, another
 * machine may take it now.
 * @param attempts deliveries so far, from 1
 */
export function retryDelay(reason: RetryReason, attempts: number): number {
  const growing = (base: number, cap: number) => Math.min(cap, base * 2 ** Math.min(attempts - 1, 10));
  switch (reason) {
    case "busy":
      return Math.min(15, 2 + attempts);
    case "unavailable":
      return growing(3, 120);
    case "lost":
      return growing(2, 120);
  }
}
