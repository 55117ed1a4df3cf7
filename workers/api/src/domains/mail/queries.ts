import { lt, sql } from "drizzle-orm";
import type { Db } from "../../db/client.ts";
import { oneAtATime } from "../../db/one-at-a-time.ts";
import { mailSends } from "./schema.ts";

/**
 * Takes one of the mails that a recipient may get within an hour. A mail that was taken before (its sending
 * failed, its event came twice) keeps its place. One at a time a recipient, so that many at once can't all
 * find room.
 * @returns whether it may be sent
 */
export async function takeMail(db: Db, eventId: string, recipient: string, most: number): Promise<boolean> {
  const taken = await oneAtATime(
    db,
    `mail:${recipient}`,
    sql`with known as (select 1 from mail_sends where event_id = ${eventId}),
      added as (
        insert into mail_sends (event_id, recipient)
        select ${eventId}, ${recipient}
        where not exists (select 1 from known) and ${most}::int > (
          select count(*) from mail_sends where recipient = ${recipient} and sent_at > now() - interval '1 hour')
        returning 1)
      select 1 from known union all select 1 from added`,
  );
  return taken > 0;
}

/**
 * When the newest `most`-th mail of the last hour went out: until an hour after it there is no room. Null
 * while there is.
 */
export async function nthNewestMail(db: Db, recipient: string, most: number): Promise<Date | null> {
  const rows = await db
    .select({ sent_at: mailSends.sent_at })
    .from(mailSends)
    .where(sql`${mailSends.recipient} = ${recipient} and ${mailSends.sent_at} > now() - interval '1 hour'`)
    .orderBy(sql`${mailSends.sent_at} desc`)
    .offset(most - 1)
    .limit(1);
  return rows[0]?.sent_at ?? null;
}

export const forgetMailSends = (db: Db, before: Date) =>
  db.delete(mailSends).where(lt(mailSends.sent_at, before));
