import { lt, type SQL, sql } from "drizzle-orm";
import type { Db } from "../../db/client.ts";
import { qualitySent, qualitySlices, qualityStarts } from "./schema.ts";
import type { Sums } from "./slices.ts";

export interface Summary {
  event_id: string;
  /** Under which name the event is marked as done. */
  handler: string;
  /** Begin of the slice that it is added to. */
  at: Date;
  sent: { rendition: string; seconds: number }[];
  starts: { bucket: number; starts: number }[];
  switches: number;
  stalls: number;
  stall_ms: number;
}

/** Adds what one socket did to its slice, once an event, in one statement. */
export async function addSummary(db: Db, summary: Summary): Promise<void> {
  const at = sql`${summary.at.toISOString()}::timestamptz`;
  await db.execute(sql`
    with fresh as (
      insert into consumed_events (event_id, handler) values (${summary.event_id}, ${summary.handler}) on conflict do nothing returning event_id
    ), sent as (
      insert into quality_sent (at, rendition, seconds)
      select ${at}, s.rendition, s.seconds from fresh,
        jsonb_to_recordset(${JSON.stringify(summary.sent)}::jsonb) as s(rendition text, seconds double precision)
      order by s.rendition
      on conflict (at, rendition) do update set seconds = quality_sent.seconds + excluded.seconds
    ), starts as (
      insert into quality_starts (at, bucket, starts)
      select ${at}, s.bucket, s.starts from fresh,
        jsonb_to_recordset(${JSON.stringify(summary.starts)}::jsonb) as s(bucket int, starts int)
      order by s.bucket
      on conflict (at, bucket) do update set starts = quality_starts.starts + excluded.starts
    )
    insert into quality_slices (at, sessions, switches, stalls, stall_ms)
    select ${at}, 1, ${summary.switches}::int, ${summary.stalls}::int, ${summary.stall_ms}::double precision from fresh
    on conflict (at) do update set sessions = quality_slices.sessions + 1,
      switches = quality_slices.switches + excluded.switches, stalls = quality_slices.stalls + excluded.stalls,
      stall_ms = quality_slices.stall_ms + excluded.stall_ms`);
}

/** What was written down since `from`, added up in slices of `slice_ms`. */
export async function sumQuality(db: Db, from: Date, slice_ms: number): Promise<Omit<Sums, "plays">> {
  const length = sql`${slice_ms}::double precision`;
  const at = sql`(floor(extract(epoch from at) * 1000 / ${length}) * ${length})::double precision as at_ms`;
  const sum = <Row extends Record<string, unknown>>(columns: SQL, table: SQL, groups: SQL) =>
    db.execute<Row>(sql`
      select ${at}, ${columns} from ${table} where at >= ${from.toISOString()}::timestamptz group by ${groups}`);
  const [totals, sent, starts] = await Promise.all([
    sum<Sums["totals"][number] & Record<string, unknown>>(
      sql`sum(sessions)::int as sessions, sum(switches)::int as switches, sum(stalls)::int as stalls, sum(stall_ms) as stall_ms`,
      sql`quality_slices`,
      sql`1`,
    ),
    sum<Sums["sent"][number] & Record<string, unknown>>(
      sql`rendition, sum(seconds) as seconds`,
      sql`quality_sent`,
      sql`1, 2`,
    ),
    sum<Sums["starts"][number] & Record<string, unknown>>(
      sql`bucket, sum(starts)::int as starts`,
      sql`quality_starts`,
      sql`1, 2`,
    ),
  ]);
  return { totals: totals.rows, sent: sent.rows, starts: starts.rows };
}

export const forgetQuality = (db: Db, before: Date) =>
  db.batch([
    db.delete(qualitySlices).where(lt(qualitySlices.at, before)),
    db.delete(qualitySent).where(lt(qualitySent.at, before)),
    db.delete(qualityStarts).where(lt(qualityStarts.at, before)),
  ]);
