import { MediaEvent, PlatformEvent } from "@veza/contracts/events";
import { newId } from "@veza/core/ids";
import { createLogger } from "@veza/worker-kit/log";
import { recordDeadLetter } from "../domains/admin/service.ts";
import { onFailed } from "../domains/tracks/transcoding.ts";
import type { ApiEnv } from "../env.ts";
import { metrics } from "../operations/metrics.ts";

/**
 * Writes down what every retry failed on. A track whose order died is `failed` with `internal`, so that its
 * artist sees it and can press retry; an operator can replay the message.
 */
export async function consumeDeadLetters(batch: MessageBatch, env: ApiEnv): Promise<void> {
  const queue = batch.queue.replace(/-dead$/, "");
  const log = createLogger("veza-api", null, { queue: batch.queue });
  for (const message of batch.messages) {
    try {
      const media = MediaEvent.safeParse(message.body);
      const event = media.success ? media : PlatformEvent.safeParse(message.body);
      await recordDeadLetter(env, {
        id: newId("dead_letter"),
        queue,
        message_id: message.id,
        event_id: event.success ? event.data.id : null,
        event_type: event.success ? event.data.type : null,
        body: message.body ?? null,
        attempts: message.attempts,
      });
      if (media.success) {
        const { track_id, version, attempt } = media.data.data;
        await onFailed(
          env,
          { track_id, version, attempt, code: "internal", detail: "every retry of the order failed" },
          new Date(),
          log,
        );
      }
      metrics.count("veza_dead_letters_total", { queue });
      message.ack();
    } catch (cause) {
      log.error("dead letter not written down, it will come again", cause, { message_id: message.id });
      message.retry({ delaySeconds: 60 });
    }
  }
}
