import type { DataOf } from "@veza/contracts/events";
import type { QualityPoint } from "@veza/contracts/http/admin";
import { openDatabase } from "../../db/client.ts";
import type { ApiEnv } from "../../env.ts";
import { playsBySlice } from "../listening/service.ts";
import { bucketOf } from "./histogram.ts";
import { addSummary, forgetQuality, sumQuality } from "./queries.ts";
import { beginOf, RANGES, type Range, SLICE_MS, toPoints } from "./slices.ts";

/** The handler that adds sockets up. */
export const SUM_QUALITY = "sum quality";
/** The longest range, and a day for its first slice. */
const KEPT_MS = 91 * 86_400_000;

/** Adds how one socket went to the five minutes in which it ended. A second delivery changes nothing. */
export async function onStreamSummarised(
  env: ApiEnv,
  eventId: string,
  data: DataOf<"stream.summarised">,
  now: Date,
): Promise<void> {
  const ended_ms = Math.min(Date.parse(data.ended_at), now.getTime());
  if (now.getTime() - ended_ms > KEPT_MS) return;
  const sent = new Map<string, number>();
  for (const [name, seconds] of Object.entries(data.sent_seconds)) {
    const rendition = /^[a-z0-9_]{1,20}$/.test(name) ? name : "other";
    sent.set(rendition, (sent.get(rendition) ?? 0) + seconds);
  }
  const starts = Map.groupBy(data.starts_ms.map(bucketOf), (bucket) => bucket);
  await addSummary(openDatabase(env), {
    event_id: eventId,
    handler: SUM_QUALITY,
    at: new Date(beginOf(ended_ms, SLICE_MS)),
    sent: [...sent].map(([rendition, seconds]) => ({ rendition, seconds })),
    starts: [...starts].map(([bucket, all]) => ({ bucket, starts: all.length })),
    switches: data.switches,
    stalls: data.stalls,
    stall_ms: data.stall_ms,
  });
}

/** How listening went, over all listeners, for the operator's plots. */
export async function readQuality(
  env: ApiEnv,
  range: Range,
  now: Date,
): Promise<{ slice_ms: number; points: QualityPoint[] }> {
  const { slice_ms, slices } = RANGES[range];
  const from_ms = beginOf(now.getTime(), slice_ms) - (slices - 1) * slice_ms;
  const from = new Date(from_ms);
  const [sums, plays] = await Promise.all([
    sumQuality(openDatabase(env), from, slice_ms),
    playsBySlice(env, from, slice_ms),
  ]);
  return { slice_ms, points: toPoints({ ...sums, plays }, from_ms, slice_ms, slices) };
}

/** Deletes what no range shows any more. */
export async function forgetOldQuality(env: ApiEnv, now: Date): Promise<void> {
  await forgetQuality(openDatabase(env), new Date(now.getTime() - KEPT_MS));
}
