import type { Notification } from "@veza/contracts/http/notifications";
import { and, count, desc, eq, isNull, lt, lte, sql } from "drizzle-orm";
import type { Db } from "../../db/client.ts";
import type { outbox } from "../outbox/schema.ts";
import { chatMails, notifications } from "./schema.ts";

export type NotificationRow = typeof notifications.$inferSelect;

export const toNotification = (row: NotificationRow): Notification => ({
  id: row.id,
  type: row.type,
  data: row.data,
  read: row.read_at !== null,
  created_at: row.created_at.toISOString(),
});

export const insertNotification = (db: Db, row: typeof notifications.$inferInsert) =>
  db.insert(notifications).values(row).returning();

export const listNotifications = (
  db: Db,
  userId: string,
  afterId: string | null,
  limit: number,
): Promise<NotificationRow[]> =>
  db
    .select()
    .from(notifications)
    .where(
      and(
        eq(notifications.user_id, userId),
        afterId === null ? undefined : sql`${notifications.id} < ${afterId}`,
      ),
    )
    .orderBy(desc(notifications.id))
    .limit(limit);

export async function countUnread(db: Db, userId: string): Promise<number> {
  const rows = await db
    .select({ unread: count() })
    .from(notifications)
    .where(and(eq(notifications.user_id, userId), isNull(notifications.read_at)));
  return rows[0]?.unread ?? 0;
}

export const markRead = (db: Db, userId: string, upTo: string) =>
  db
    .update(notifications)
    .set({ read_at: new Date() })
    .where(
      and(eq(notifications.user_id, userId), isNull(notifications.read_at), lte(notifications.id, upTo)),
    );

/**
 * The statement that writes the order of a mail about a room, unless one was written for this user and room
 * after `since`.
 */
export const mailUnlessSince = (
  db: Db,
  mail: { user_id: string; room_id: string; order: typeof outbox.$inferInsert },
  since: Date,
  now: Date,
) =>
  db.execute(sql`
    with due as (
      insert into chat_mails (user_id, room_id, mailed_at)
      values (${mail.user_id}, ${mail.room_id}, ${now.toISOString()}::timestamptz)
      on conflict (user_id, room_id) do update set mailed_at = excluded.mailed_at
        where chat_mails.mailed_at <= ${since.toISOString()}::timestamptz
      returning 1
    )
    insert into outbox (event_id, queue, body)
    select ${mail.order.event_id}, ${mail.order.queue}, ${JSON.stringify(mail.order.body)}::jsonb
    where exists (select 1 from due)`);

export const forgetMails = (db: Db, before: Date) =>
  db.delete(chatMails).where(lt(chatMails.mailed_at, before));
