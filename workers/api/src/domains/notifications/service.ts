import type { DataOf } from "@veza/contracts/events";
import { newId } from "@veza/core/ids";
import type { Logger } from "@veza/core/log";
import type { BatchItem } from "drizzle-orm/batch";
import { openDatabase } from "../../db/client.ts";
import { violates } from "../../db/postgres-error.ts";
import type { ApiEnv } from "../../env.ts";
import { markConsumed } from "../outbox/write.ts";
import { pushLive } from "./live.ts";
import { countUnread, insertNotification, type NotificationRow, toNotification } from "./queries.ts";

/** The handler that writes what was asked for. */
export const WRITE_NOTIFICATION = "write notification";

/**
 * Writes a notification down and shows it on the user's devices. A second delivery of its event changes
 * nothing.
 */
export const notify = (
  env: ApiEnv,
  eventId: string,
  data: DataOf<"notification.requested">,
  now: Date,
  log: Logger,
): Promise<void> => notifyWith(env, { id: eventId, handler: WRITE_NOTIFICATION }, data, [], now, log);

/** The same with further statements of the same transaction. */
export async function notifyWith(
  env: ApiEnv,
  event: { id: string; handler: string },
  data: Pick<NotificationRow, "user_id" | "type" | "data">,
  also: BatchItem<"pg">[],
  now: Date,
  log: Logger,
): Promise<void> {
  const db = openDatabase(env);
  const row = { id: newId("notification", now.getTime()), ...data };
  try {
    const [, rows] = await db.batch([
      markConsumed(db, event.id, event.handler),
      insertNotification(db, row),
      ...also,
    ]);
    const inserted = rows[0];
    if (inserted === undefined) throw new Error("the inserted notification did not come back");
    const notifications_unread = await countUnread(db, data.user_id);
    const frame = {
      t: "notification.new" as const,
      notification: toNotification(inserted),
      notifications_unread,
    };
    await pushLive(env, data.user_id, [frame], log);
  } catch (cause) {
    if (!violates(cause, "consumed_events_pkey")) throw cause;
  }
}

/** How many notifications of a user are unread. */
export const unreadOf = (env: ApiEnv, userId: string): Promise<number> =>
  countUnread(openDatabase(env), userId);
