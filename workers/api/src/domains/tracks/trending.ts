import { AppError } from "@veza/worker-kit/app-error";
import { type SQL, sql } from "drizzle-orm";
import { z } from "zod";
import type { Db } from "../../db/client.ts";
import type { Place } from "../../db/cursor.ts";
import { type PublishedFilter, published } from "./queries.ts";

/** In the first this many places an artist stands once, as far as there are that many artists. */
const TOP = 10;
/** Artists of the first places are looked for among this many tracks. */
const HEAD = 500;

/** Where a track stands: what orders it, and the generation of counts (table `track_trends`) that says so. */
const Rank = z.object({
  id: z.string(),
  generation: z.int(),
  /** 1: one of the first TOP. */
  top: z.int(),
  /** Plays within 24 hours. */
  plays: z.int(),
  /** All plays. */
  total: z.int(),
});
export type Rank = z.infer<typeof Rank>;

export const placeOf = (rank: Rank): Place => ({
  value: [rank.generation, rank.top, rank.plays, rank.total].join("."),
  id: rank.id,
});

/** Throws `invalid_cursor` for a cursor of another list. */
export function rankOf(place: Place | null): Rank | null {
  if (place === null) return null;
  const match = /^(\d{1,9})\.([01])\.(\d{1,9})\.(\d{1,9})$/.exec(place.value);
  if (match === null) throw new AppError("invalid_cursor");
  const [generation, top, plays, total] = match.slice(1).map(Number);
  return Rank.parse({ id: place.id, generation, top, plays, total });
}

/**
 * Public tracks by their plays of 24 hours; those without any follow by all their plays. The best track of
 * each of the first ten artists comes first (looked for among the first HEAD tracks), everything else behind
 * them by the same order. Pages hold together because the counts of the first page's generation are kept for
 * half an hour; after that the newest ones go on from the same place. Each part is read in the order of an
 * index and no further than needed.
 */
export async function rankTrending(
  db: Db,
  filter: PublishedFilter,
  after: Rank | null,
  limit: number,
): Promise<Rank[]> {
  const generation = sql`(select generation from newest)`;
  /** Tracks with plays in these 24 hours. */
  const recent = (beyond: SQL, most: number) => sql`
    select tracks.id, tracks.uploader_id, c.plays, c.play_count as total
    from track_trends c join tracks on tracks.id = c.track_id
    where c.generation = ${generation} and ${published(filter)} and ${beyond}
    order by c.plays desc, c.play_count desc, c.track_id desc limit ${most}`;
  /** All others. */
  const rest = (beyond: SQL, most: number) => sql`
    select tracks.id, tracks.uploader_id, 0 as plays, tracks.play_count as total from tracks
    where ${published(filter)} and ${beyond} and not exists (
      select 1 from track_trends c where c.generation = ${generation} and c.track_id = tracks.id
    )
    order by tracks.play_count desc, tracks.id desc limit ${most}`;
  const all = sql`true`;
  const inRest = after !== null && after.top === 0;
  const afterRecent = inRest
    ? sql`(c.plays, c.play_count, c.track_id) < (${after.plays}::int, ${after.total}::int, ${after.id}::text)`
    : all;
  const afterRest =
    inRest && after.plays === 0
      ? sql`(tracks.play_count, tracks.id) < (${after.total}::int, ${after.id}::text)`
      : all;
  const order = sql`plays desc, total desc, id desc`;
  const result = await db.execute(sql`
    with newest as materialized (
      select coalesce(
        (select generation from track_trends where generation = ${after?.generation ?? null}::int limit 1),
        (select max(generation) from track_trends), 0) as generation
    ), head as (
      select * from ((${recent(all, HEAD)}) union all (${rest(all, HEAD)})) h order by ${order} limit ${HEAD}
    ), tops as (
      select id, plays, total from (select distinct on (uploader_id) * from head order by uploader_id, ${order}) best
      order by ${order} limit ${TOP}
    ), page as (
      select 1 as top, id, plays, total from tops
      union all
      select 0 as top, id, plays, total
      from ((${recent(afterRecent, limit + TOP)}) union all (${rest(afterRest, limit + TOP)})) others
      where id not in (select id from tops)
    )
    select ${generation} as generation, id, top, plays, total from page
    where ${after === null ? all : sql`(top, plays, total, id) < (${after.top}::int, ${after.plays}::int, ${after.total}::int, ${after.id}::text)`}
    order by top desc, ${order} limit ${limit}`);
  return z.array(Rank).parse(result.rows);
}
