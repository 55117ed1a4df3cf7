import type { Notification } from "@veza/contracts/http/notifications";
import { and, count, desc, eq, isNull, lte, sql } from "drizzle-orm";
import type { Db } from "../../db/client.ts";
import { notifications } from "./schema.ts";

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
