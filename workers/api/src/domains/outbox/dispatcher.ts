import type { QueueName } from "@veza/contracts/events";
import type { ClaimedEvent } from "./queries.ts";

export interface DispatchDeps {
  claim(limit: number): Promise<ClaimedEvent[]>;
  /** Sends to one queue, all or nothing. */
  send(queue: QueueName, bodies: unknown[]): Promise<void>;
  remove(seqs: number[]): Promise<void>;
}

const BATCH = 50;
/** A dispatcher does not work for ever: the next request or the cron goes on. */
const MAX_ROUNDS = 20;

/**
 * Sends what the outbox holds. A row is removed after its queue took it: a crash in between sends it twice,
 * never zero times, and consumers know events by id. A queue that refuses leaves its rows claimed until the
 * claim ends.
 * @returns how many events were sent
 */
export async function dispatchOutbox(deps: DispatchDeps): Promise<number> {
  let sent = 0;
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const claimed = await deps.claim(BATCH);
    for (const queue of ["media", "events"] as const) {
      const rows = claimed.filter((row) => row.queue === queue);
      if (rows.length === 0) continue;
      await deps.send(
        queue,
        rows.map((row) => row.body),
      );
      await deps.remove(rows.map((row) => row.seq));
      sent += rows.length;
    }
    if (claimed.length < BATCH) break;
  }
  return sent;
}
