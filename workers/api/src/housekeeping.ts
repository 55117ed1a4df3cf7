import type { Logger } from "@veza/worker-kit/log";
import { eraseAttachments } from "./domains/attachments/erase.ts";
import { forgetOldPlays } from "./domains/listening/service.ts";
import { refreshTrends } from "./domains/listening/trends.ts";
import { forgetChatMails } from "./domains/notifications/chat.ts";
import { dispatch, forgetOldEvents } from "./domains/outbox/service.ts";
import { forgetOldQuality } from "./domains/quality/service.ts";
import { settleReservations } from "./domains/rooms/reservations.ts";
import { purgeDeletedTracks } from "./domains/tracks/purge.ts";
import { expireUploads } from "./domains/uploads/expiry.ts";
import type { ApiEnv } from "./env.ts";

/** Every minute. Each chore by itself: one that fails stops no other. */
export async function keepHouse(env: ApiEnv, log: Logger, now: Date = new Date()): Promise<void> {
  const chores: Record<string, () => Promise<unknown>> = {
    "send the outbox": () => dispatch(env),
    "expire uploads": () => expireUploads(env, log),
    "erase files of rooms": () => eraseAttachments(env, now, log),
    "purge deleted tracks": () => purgeDeletedTracks(env, log),
    "forget consumed events": () => forgetOldEvents(env),
    "count trending tracks": () => refreshTrends(env, now),
    "forget old plays": () => forgetOldPlays(env, now),
    "forget old quality": () => forgetOldQuality(env, now),
    "settle reserved rooms": () => settleReservations(env, log, now),
    "forget mails about rooms": () => forgetChatMails(env, now),
  };
  for (const [name, run] of Object.entries(chores)) {
    try {
      await run();
    } catch (cause) {
      log.error("chore failed", cause, { chore: name });
    }
  }
}
