import { PlatformEvent } from "@veza/contracts/events";
import { newId } from "@veza/core/ids";
import { continueTrace } from "@veza/core/trace";
import { createLogger, type Logger } from "@veza/worker-kit/log";
import { openDatabase } from "../db/client.ts";
import { violates } from "../db/postgres-error.ts";
import { renderMail } from "../domains/mail/templates.ts";
import { sendMail } from "../domains/mail/transport.ts";
import { pushLive } from "../domains/notifications/live.ts";
import { countUnread, insertNotification, toNotification } from "../domains/notifications/queries.ts";
import { markConsumed, wasConsumed } from "../domains/outbox/queries.ts";
import { dispatchInBackground } from "../domains/outbox/service.ts";
import { syncAccess } from "../domains/tracks/service.ts";
import type { ApiEnv } from "../env.ts";
import { metrics } from "../operations/metrics.ts";
import { onCompleted, onFailed, onProgress } from "./transcoding.ts";

/**
 * Consumes `veza-events`. Each message is acknowledged or retried by itself. A message that is no event of ours goes to
 * the dead letters by way of its retries: it is never dropped in silence.
 */
export async function consumePlatformEvents(batch: MessageBatch, env: ApiEnv): Promise<void> {
  for (const message of batch.messages) {
    const parsed = PlatformEvent.safeParse(message.body);
    const trace = continueTrace(parsed.success ? parsed.data.traceparent : null);
    const log = createLogger("veza-api", trace, { queue: batch.queue, message_id: message.id });
    try {
      if (!parsed.success)
        throw new Error(`not an event of this queue: ${parsed.error.message.slice(0, 500)}`);
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

/** Acts on one event. Safe to repeat: every branch is idempotent by the event's id or by the state that it finds. */
export async function handle(env: ApiEnv, event: PlatformEvent, now: Date, log: Logger): Promise<void> {
  switch (event.type) {
    case "user.created":
      return;
    case "transcoding.progress":
      return onProgress(env, event.data, log);
    case "transcoding.completed":
      return onCompleted(env, event.id, event.data, now, log);
    case "transcoding.failed":
      return onFailed(env, event.data, now, log);
    case "track.published":
    case "track.changed":
    case "track.deleted":
      return syncAccess(env, event.data.track_id);
    case "mail.requested": {
      const db = openDatabase(env);
      if (await wasConsumed(db, event.id)) return;
      await sendMail(env, renderMail(event.data), event.id);
      await markConsumed(db, event.id).onConflictDoNothing();
      return;
    }
    case "notification.requested": {
      const db = openDatabase(env);
      const { user_id, type, data } = event.data;
      try {
        const [, rows] = await db.batch([
          markConsumed(db, event.id),
          insertNotification(db, { id: newId("notification", now.getTime()), user_id, type, data }),
        ]);
        const row = rows[0];
        if (row === undefined) throw new Error("the inserted notification did not come back");
        const notifications_unread = await countUnread(db, user_id);
        await pushLive(
          env,
          user_id,
          [{ t: "notification.new", notification: toNotification(row), notifications_unread }],
          log,
        );
      } catch (cause) {
        if (!violates(cause, "consumed_events_pkey")) throw cause;
      }
      return;
    }
    default:
      return event satisfies never;
  }
}
