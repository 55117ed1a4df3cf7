import { and, asc, eq, isNull, type SQL, sql } from "drizzle-orm";
import type { Db } from "../../db/client.ts";
import { oneAtATime } from "../../db/one-at-a-time.ts";
import { users } from "../accounts/schema.ts";
import { bots, webhooks } from "./schema.ts";

const MADE_A_DAY = 20;

export interface BotRow {
  user_id: string;
  username: string;
  created_at: Date;
}
export type WebhookRow = typeof webhooks.$inferSelect & { username: string };

/**
 * The account's INSERT is made by the accounts' domain; `most` bots an owner, one insertion at a time. Names
 * of closed bots stay taken, so a day has a limit as well. @returns whether it was made
 */
export async function insertBot(
  db: Db,
  bot: { owner_id: string; secret_hash: string },
  account: (when: SQL) => SQL,
  most: number,
): Promise<boolean> {
  const made = await oneAtATime(
    db,
    `bots:${bot.owner_id}`,
    sql`with made as (${account(sql`(
        select count(*) from bots b join users u on u.id = b.user_id
        where b.owner_id = ${bot.owner_id} and u.deleted_at is null) < ${most}
      and (
        select count(*) from bots
        where owner_id = ${bot.owner_id} and created_at > now() - interval '24 hours') < ${MADE_A_DAY}`)})
      insert into bots (user_id, owner_id, secret_hash)
      select made.id, ${bot.owner_id}, ${bot.secret_hash} from made returning user_id`,
  );
  return made > 0;
}

export const isBotOf = (userId: string, ownerId: string): SQL =>
  sql`exists (select 1 from bots where bots.user_id = ${userId} and bots.owner_id = ${ownerId})`;

/** Whether somebody made this bot, also one that is closed. */
export const ownsBot = async (db: Db, userId: string, ownerId: string): Promise<boolean> =>
  (
    await db
      .select({ id: bots.user_id })
      .from(bots)
      .where(and(eq(bots.user_id, userId), eq(bots.owner_id, ownerId)))
  ).length > 0;

export const listBots = (db: Db, ownerId: string): Promise<BotRow[]> =>
  db
    .select({ user_id: bots.user_id, username: users.username, created_at: bots.created_at })
    .from(bots)
    .innerJoin(users, eq(users.id, bots.user_id))
    .where(and(eq(bots.owner_id, ownerId), isNull(users.deleted_at)))
    .orderBy(asc(bots.user_id));

export const setBotSecret = (db: Db, userId: string, ownerId: string, hash: string) =>
  db
    .update(bots)
    .set({ secret_hash: hash })
    .where(
      and(
        eq(bots.user_id, userId),
        eq(bots.owner_id, ownerId),
        sql`exists (select 1 from users u where u.id = ${userId} and u.deleted_at is null)`,
      ),
    )
    .returning({ user_id: bots.user_id });

/** The hash of a bot's secret, while neither the bot nor its owner has gone. */
export async function findBotSecret(db: Db, userId: string): Promise<string | null> {
  const result = await db.execute<{ secret_hash: string }>(sql`
    select b.secret_hash from bots b
    join users u on u.id = b.user_id and u.deleted_at is null
    join users o on o.id = b.owner_id and o.deleted_at is null
    where b.user_id = ${userId}`);
  return result.rows[0]?.secret_hash ?? null;
}

/** As `insertBot`: `most` webhooks a room. */
export async function insertWebhook(
  db: Db,
  webhook: Pick<WebhookRow, "id" | "room_id" | "name" | "created_by" | "secret_hash">,
  account: (when: SQL) => SQL,
  most: number,
): Promise<boolean> {
  const { id, room_id, name, created_by, secret_hash } = webhook;
  const made = await oneAtATime(
    db,
    `webhooks:${room_id}`,
    sql`with made as (${account(sql`(
        select count(*) from webhooks where room_id = ${room_id} and ended_at is null) < ${most}
      and (
        select count(*) from webhooks
        where room_id = ${room_id} and created_at > now() - interval '24 hours') < ${MADE_A_DAY}`)})
      insert into webhooks (id, room_id, user_id, name, created_by, secret_hash)
      select ${id}, ${room_id}, made.id, ${name}, ${created_by}, ${secret_hash} from made returning id`,
  );
  return made > 0;
}

const webhookRows = (db: Db, where: SQL | undefined) =>
  db
    .select({ webhook: webhooks, username: users.username })
    .from(webhooks)
    .innerJoin(users, eq(users.id, webhooks.user_id))
    .where(and(isNull(webhooks.ended_at), where))
    .orderBy(asc(webhooks.id));

const flat = (rows: { webhook: typeof webhooks.$inferSelect; username: string }[]): WebhookRow[] =>
  rows.map(({ webhook, username }) => ({ ...webhook, username }));

export const listWebhooks = async (db: Db, roomId: string): Promise<WebhookRow[]> =>
  flat(await webhookRows(db, eq(webhooks.room_id, roomId)));

/** One that has not ended. */
export async function findWebhook(db: Db, id: string): Promise<WebhookRow | null> {
  return flat(await webhookRows(db, eq(webhooks.id, id)))[0] ?? null;
}

/** The account of a room's webhook, also of one that has ended. */
export async function findWebhookUser(db: Db, id: string, roomId: string): Promise<string | null> {
  const rows = await db
    .select({ user_id: webhooks.user_id })
    .from(webhooks)
    .where(and(eq(webhooks.id, id), eq(webhooks.room_id, roomId)));
  return rows[0]?.user_id ?? null;
}

export const endWebhook = (db: Db, id: string) =>
  db
    .update(webhooks)
    .set({ ended_at: sql`now()` })
    .where(and(eq(webhooks.id, id), isNull(webhooks.ended_at)));

export const markUsed = (db: Db, id: string) =>
  db.update(webhooks).set({ last_used_at: sql`now()` }).where(eq(webhooks.id, id));
