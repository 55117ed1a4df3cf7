import { sql } from "drizzle-orm";
import { openDatabase } from "../../db/client.ts";
import type { ApiEnv } from "../../env.ts";

const GENERATION_MS = 300_000;
const WINDOW_MS = 86_400_000;
/** How long somebody may take from page to page of one generation. */
const GENERATIONS_KEPT = 6;

/**
 * Counts the plays of the last 24 hours of every track that has some, once in five minutes: a second run
 * within them changes nothing.
 */
export async function refreshTrends(env: ApiEnv, now: Date): Promise<void> {
  const db = openDatabase(env);
  const generation = Math.floor(now.getTime() / GENERATION_MS);
  const until = sql`${now.toISOString()}::timestamptz`;
  await db.batch([
    db.execute(sql`
      insert into track_trends (generation, track_id, plays, play_count)
      select ${generation}::int, t.id, count(*)::int, t.play_count
      from plays p join tracks t on t.id = p.track_id
      where p.counted_at > ${until} - make_interval(secs => ${WINDOW_MS / 1000}::double precision) and p.counted_at <= ${until}
        and t.deleted_at is null and not exists (select 1 from track_trends where generation = ${generation}::int)
      group by t.id
      on conflict do nothing`),
    db.execute(sql`delete from track_trends where generation < ${generation - GENERATIONS_KEPT}::int`),
  ]);
}
