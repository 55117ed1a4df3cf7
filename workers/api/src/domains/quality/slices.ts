import type { QualityPoint } from "@veza/contracts/http/admin";
import { quantile } from "./histogram.ts";

const MINUTE_MS = 60_000;
/** How fine what happened is kept. */
export const SLICE_MS = 5 * MINUTE_MS;
/** What can be looked at: the length of a slice and how many of them, the current one included. */
export const RANGES = {
  "6h": { slice_ms: SLICE_MS, slices: 72 },
  "7d": { slice_ms: 60 * MINUTE_MS, slices: 168 },
  "90d": { slice_ms: 24 * 60 * MINUTE_MS, slices: 90 },
} as const;
export type Range = keyof typeof RANGES;

/** Begin of the slice that an instant lies in: multiples of its length since 1970. */
export const beginOf = (at_ms: number, slice_ms: number) => Math.floor(at_ms / slice_ms) * slice_ms;

/** Sums of one slice, as the database answers; each list holds only slices in which something happened. */
export interface Sums {
  totals: { at_ms: number; sessions: number; switches: number; stalls: number; stall_ms: number }[];
  sent: { at_ms: number; rendition: string; seconds: number }[];
  starts: { at_ms: number; bucket: number; starts: number }[];
  plays: { at_ms: number; plays: number }[];
}

/** One point a slice from `from_ms` on, also for those in which nothing happened: a plot shows the hole. */
export function toPoints(sums: Sums, from_ms: number, slice_ms: number, slices: number): QualityPoint[] {
  const totals = new Map(sums.totals.map((row) => [row.at_ms, row]));
  const plays = new Map(sums.plays.map((row) => [row.at_ms, row.plays]));
  const sent = Map.groupBy(sums.sent, (row) => row.at_ms);
  const starts = Map.groupBy(sums.starts, (row) => row.at_ms);
  return Array.from({ length: slices }, (_, i) => {
    const at_ms = from_ms + i * slice_ms;
    const total = totals.get(at_ms);
    const counts = new Map((starts.get(at_ms) ?? []).map((row) => [row.bucket, row.starts]));
    return {
      at: new Date(at_ms).toISOString(),
      sessions: total?.sessions ?? 0,
      sent_seconds: Object.fromEntries(
        (sent.get(at_ms) ?? []).map((row) => [row.rendition, Math.round(row.seconds * 10) / 10]),
      ),
      switches: total?.switches ?? 0,
      stalls: total?.stalls ?? 0,
      stall_ms: Math.round(total?.stall_ms ?? 0),
      start_p50_ms: quantile(counts, 0.5),
      start_p95_ms: quantile(counts, 0.95),
      plays: plays.get(at_ms) ?? 0,
    };
  });
}
