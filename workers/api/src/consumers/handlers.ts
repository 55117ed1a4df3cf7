import type { PlatformEvent } from "@veza/contracts/events";
import { openDatabase } from "../db/client.ts";
import type { EventHandler, Occasion } from "../domain.ts";
import { handlersDone, markDone } from "../domains/outbox/service.ts";
import type { ApiEnv } from "../env.ts";
import { metrics } from "../operations/metrics.ts";

/**
 * Runs every handler of an event that has not done it yet, and marks each that succeeds. One that fails stops
 * no other; then the event comes again, and finds the others done.
 * @throws what the first of those that failed threw
 */
export async function runHandlers(
  env: ApiEnv,
  handlers: readonly EventHandler[],
  event: PlatformEvent,
  occasion: Occasion,
): Promise<void> {
  const own = handlers.filter((handler) => handler.event === event.type);
  if (own.length === 0) return;
  const db = openDatabase(env);
  const keepsMarks = own.some(({ isFleeting }) => isFleeting !== true);
  const done = keepsMarks ? await handlersDone(db, event.id) : new Set<string>();
  const failures: unknown[] = [];
  for (const { name, handle, isFleeting } of own.filter((handler) => !done.has(handler.name))) {
    const started = performance.now();
    let outcome = "failed";
    try {
      await handle(env, event, { ...occasion, log: occasion.log.with({ handler: name }) });
      if (isFleeting !== true) await markDone(db, event.id, name);
      outcome = "done";
    } catch (cause) {
      failures.push(cause);
      if (own.length > 1)
        occasion.log.error("a handler failed, it alone will be repeated", cause, { handler: name });
    }
    metrics.count("veza_handler_runs_total", { handler: name, outcome });
    metrics.observe("veza_handler_duration_seconds", (performance.now() - started) / 1000, { handler: name });
  }
  if (failures.length > 0) throw failures[0];
}
