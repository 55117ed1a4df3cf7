import { PlatformEvent } from "@veza/contracts/events";
import { continueTrace } from "@veza/core/trace";
import { createLogger, type Logger } from "@veza/worker-kit/log";
import { releaseFiles } from "../domains/attachments/service.ts";
import { onListeningStopped, onPlayQualified } from "../domains/listening/service.ts";
import { deliverMail } from "../domains/mail/service.ts";
import { onChatNotified } from "../domains/notifications/chat.ts";
import { notify } from "../domains/notifications/service.ts";
import { dispatchInBackground } from "../domains/outbox/service.ts";
import { onStreamSummarised } from "../domains/quality/service.ts";
import { onMessageReported } from "../domains/reports/service.ts";
import { onRoomMember, onRoomUpdated } from "../domains/rooms/events.ts";
import { syncAccess } from "../domains/tracks/service.ts";
import { onCompleted, onFailed, onProgress } from "../domains/tracks/transcoding.ts";
import type { ApiEnv } from "../env.ts";
import { metrics } from "../operations/metrics.ts";

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
    case "play.qualified":
      if (await onPlayQualified(env, event, now, log))
        metrics.count("veza_plays_counted_total", { source: event.data.source });
      return;
    case "listening.stopped":
      return onListeningStopped(env, event, now);
    case "stream.summarised":
      return onStreamSummarised(env, event.id, event.data, now);
    case "mail.requested":
      return deliverMail(env, event.id, event.data);
    case "notification.requested":
      return notify(env, event.id, event.data, now, log);
    case "room.updated":
      return onRoomUpdated(env, event.data);
    case "room.member":
      return onRoomMember(env, event.id, event.data);
    case "chat.notified":
      return onChatNotified(env, event.id, event.data, now, log);
    case "attachments.released":
      return releaseFiles(env, event.data);
    case "message.reported":
      return onMessageReported(env, event, event.data, now);
    default:
      return event satisfies never;
  }
}
