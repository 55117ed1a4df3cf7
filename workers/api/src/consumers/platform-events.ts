import { PlatformEvent } from "@veza/contracts/events";
import { newId } from "@veza/core/ids";
import type { Logger } from "@veza/core/log";
import { continueTrace } from "@veza/core/trace";
import { createLogger } from "@veza/worker-kit/log";
import { recordDeadLetter } from "../domains/admin/service.ts";
import { DOMAINS } from "../domains/index.ts";
import { dispatchInBackground } from "../domains/outbox/service.ts";
import type { ApiEnv } from "../env.ts";
import { metrics } from "../operations/metrics.ts";
import { runHandlers } from "./handlers.ts";

/**
 * Consumes `veza-events`. Each message is acknowledged or retried by itself. A message that is no event of
 * ours is written to the dead letters at once: no retry makes one of it, and it is never dropped in silence.
 */
export async function consumePlatformEvents(batch: MessageBatch, env: ApiEnv): Promise<void> {
  for (const message of batch.messages) {
    const parsed = PlatformEvent.safeParse(message.body);
    const trace = continueTrace(parsed.success ? parsed.data.traceparent : null);
    const log = createLogger("veza-api", trace, { queue: batch.queue, message_id: message.id });
    try {
      if (!parsed.success) {
        await recordDeadLetter(env, {
          id: newId("dead_letter"),
          queue: batch.queue,
          message_id: message.id,
          event_id: null,
          event_type: null,
          body: message.body ?? null,
          attempts: message.attempts,
        });
        log.error("not an event of this queue", parsed.error);
        metrics.count("veza_dead_letters_total", { queue: batch.queue });
        message.ack();
        continue;
      }
      await handle(
        env,
        parsed.data,
        new Date(),
        log.with({ event_id: parsed.data.id, event_type: parsed.data.type }),
      );
      metrics.count("veza_events_consumed_total", { type: parsed.data.type });
      message.ack();
    } catch (cause) {
      log.error("event not consumed, it will come again", cause, { attempts: message.attempts });
      metrics.count("veza_events_retried_total", { queue: batch.queue });
      message.retry({ delaySeconds: Math.min(300, 2 ** Math.min(message.attempts, 8)) });
    }
  }
  // What the events caused (mails, notifications) goes out now rather than with the next request.
  await dispatchInBackground(env);
}

const HANDLERS = DOMAINS.flatMap(({ handlers }) => handlers ?? []);

/** Acts on one event, by the handlers of all domains. Safe to repeat. */
export const handle = (env: ApiEnv, event: PlatformEvent, now: Date, log: Logger): Promise<void> =>
  runHandlers(env, HANDLERS, event, { now, log });
