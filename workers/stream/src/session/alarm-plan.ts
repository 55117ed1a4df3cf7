import { HEARTBEAT_MS } from "@veza/contracts/ws/stream";
import type { Link } from "./link.ts";

/** A session that nobody joins for this long is forgotten. */
export const KEPT_MS = 30 * 86_400_000;
/** A device that reported within this time asks for its audio itself; an alarm would only cost. */
const REPORTING_MS = 5_000;
const EVENTS_AGAIN_MS = 10_000;

/** When the object must wake by itself: for a heartbeat, audio that is due, events that wait, or to be forgotten. */
export function nextAlarm(input: {
  links: readonly Link[];
  heartbeat_at_ms: number;
  /** Asked for only while nobody is there. */
  touched_ms(): number;
  has_events(): boolean;
  now_ms: number;
}): number {
  const { links, heartbeat_at_ms, touched_ms, has_events, now_ms } = input;
  if (links.length === 0) return has_events() ? now_ms + EVENTS_AGAIN_MS : touched_ms() + KEPT_MS;
  const due = links.flatMap(({ due_ms, state: { report } }) => {
    const isReporting = report !== null && now_ms - report.at_ms < REPORTING_MS;
    return due_ms === null || isReporting ? [] : [due_ms];
  });
  return Math.max(now_ms + 50, Math.min(...due, heartbeat_at_ms + HEARTBEAT_MS));
}
