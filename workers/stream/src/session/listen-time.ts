import { PLAY_AFTER_MS } from "@veza/contracts/events";
import type { ListenTime } from "./state.ts";

/** Reports further apart than this say nothing about the time between them. */
const MAX_GAP_MS = 15_000;
/** A player's clock and ours differ a little: this much faster than time is still honest. */
const TOLERANCE = 1.05;

export const startListening = (track_id: string, now_ms: number): ListenTime => ({
  track_id,
  since_ms: now_ms,
  heard_ms: 0,
  is_counted: false,
  last: null,
});

/** How much of a track makes a play: 30 s, or half of it if that is less. */
export const playThresholdMs = (duration_ms: number): number => Math.min(PLAY_AFTER_MS, duration_ms / 2);

/**
 * Takes one report of the active device. Time counts as heard when the reported position moved on by it, no
 * faster than time passed, inside of what was really sent, between two reports that lie close together. A
 * seek, a replay at double speed, a burst of forged reports and a position that was never sent add nothing.
 * @param sent the range of the track that has been sent to the device, in ms
 */
export function addReport(
  listened: ListenTime,
  report: { position_ms: number; now_ms: number; playing: boolean; sent: { from_ms: number; to_ms: number } },
): ListenTime {
  const { position_ms, now_ms, playing, sent } = report;
  const inside = position_ms >= sent.from_ms - 500 && position_ms <= sent.to_ms + 500;
  if (!playing || !inside) return { ...listened, last: null };
  const next = { ...listened, last: { position_ms, at_ms: now_ms } };
  if (listened.last === null) return next;
  const elapsed = now_ms - listened.last.at_ms;
  const moved = position_ms - listened.last.position_ms;
  if (elapsed <= 0) return listened;
  if (elapsed > MAX_GAP_MS || moved <= 0) return next;
  if (moved > elapsed * TOLERANCE + 750) return next;
  return { ...next, heard_ms: listened.heard_ms + Math.min(moved, elapsed) };
}
