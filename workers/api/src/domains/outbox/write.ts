import { MediaEvent, PlatformEvent } from "@veza/contracts/events";
import { newId } from "@veza/core/ids";
import type { Statements } from "../../db/client.ts";
import { consumedEvents, outbox } from "./schema.ts";

type Unsent<E> = E extends { id: string; occurred_at: string }
  ? Omit<E, "id" | "occurred_at"> & { id?: string }
  : never;
export type NewMediaEvent = Unsent<MediaEvent>;
export type NewPlatformEvent = Unsent<PlatformEvent>;

/**
 * The row of an event, parsed by the contract. `id` is given where the event must be the same when it is made
 * again.
 */
export function mediaRow(event: NewMediaEvent, now: Date): typeof outbox.$inferInsert {
  const body = MediaEvent.parse({ id: newId("event"), ...event, occurred_at: now.toISOString() });
  return { event_id: body.id, queue: "media", body };
}

export function eventRow(event: NewPlatformEvent, now: Date): typeof outbox.$inferInsert {
  const body = PlatformEvent.parse({ id: newId("event"), ...event, occurred_at: now.toISOString() });
  return { event_id: body.id, queue: "events", body };
}

/**
 * The statement that writes events; put it into the batch or the transaction of the change that causes them.
 */
export const insertOutbox = (db: Statements, rows: (typeof outbox.$inferInsert)[]) =>
  db.insert(outbox).values(rows);

/**
 * The statement that makes a second delivery to this handler fail the whole batch (23505
 * `consumed_events_pkey`).
 */
export const markConsumed = (db: Statements, eventId: string, handler: string) =>
  db.insert(consumedEvents).values({ event_id: eventId, handler });
