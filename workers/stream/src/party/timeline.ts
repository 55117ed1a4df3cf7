import { PARTY_START_LEAD_MS, type PartyTimeline } from "@veza/contracts/ws/party";
import type { Item, PartyState, QueueEntry, Timeline } from "./state.ts";

/** Most votes first, then what was added first. What plays is not in the queue. */
export function orderOf(queue: PartyState["queue"]): QueueEntry[] {
  return [...queue.values()].sort(
    (one, other) => other.voters.size - one.voters.size || one.item.added_n - other.item.added_n,
  );
}

/** Where the timeline stands, within the track. Before an announced start: where it will start. */
export function positionOf(timeline: Timeline, now: number): number {
  if (!timeline.playing) return timeline.position_ms;
  const elapsed = Math.max(0, now - timeline.at_server_ms);
  return Math.min(timeline.position_ms + elapsed, timeline.item?.duration_ms ?? 0);
}

/** When the playing track ends; null when nothing plays. */
export function endOf(timeline: Timeline): number | null {
  if (!timeline.playing || timeline.item === null) return null;
  return timeline.at_server_ms + timeline.item.duration_ms - timeline.position_ms;
}

/** When what follows is to be announced: a lead before the end, but not before the track itself has begun. */
export function turnOf(timeline: Timeline): number | null {
  const end = endOf(timeline);
  return end === null ? null : Math.max(timeline.at_server_ms, end - PARTY_START_LEAD_MS);
}

const revised = (timeline: Timeline, change: Partial<Timeline>): Timeline => ({
  ...timeline,
  ...change,
  revision: timeline.revision + 1,
});

export const started = (timeline: Timeline, at: number, position_ms = timeline.position_ms): Timeline =>
  revised(timeline, { playing: true, wants_play: true, position_ms, at_server_ms: at });

export const paused = (timeline: Timeline, now: number): Timeline =>
  revised(timeline, {
    playing: false,
    wants_play: false,
    position_ms: positionOf(timeline, now),
    at_server_ms: now,
  });

export const moved = (timeline: Timeline, at: number, position_ms: number): Timeline =>
  revised(timeline, { position_ms, at_server_ms: at });

/** A party that has not begun and is not paused begins; every other one stays as it is. */
export function begun(state: PartyState, now: number): PartyState {
  const { timeline } = state.core;
  if (timeline.playing || !timeline.wants_play || timeline.item === null) return state;
  return { ...state, core: { ...state.core, timeline: started(timeline, now + PARTY_START_LEAD_MS) } };
}

/** Another item from its beginning; none when the music is over. */
export const loaded = (timeline: Timeline, item: Item | null, at: number): Timeline =>
  revised(timeline, {
    item,
    playing: item !== null && timeline.wants_play,
    position_ms: 0,
    at_server_ms: at,
  });

/** The next item of the queue takes the place of what plays, from `at` on. */
export function advanced(state: PartyState, at: number): PartyState {
  const next = orderOf(state.queue)[0]?.item ?? null;
  const queue = new Map(state.queue);
  if (next !== null) queue.delete(next.item_id);
  return { core: { ...state.core, timeline: loaded(state.core.timeline, next, at) }, queue };
}

/**
 * Brings a party up to the time: each track starts exactly when the one before it ended, however late this is
 * called. A track with nothing after it plays to its end.
 */
export function settled(state: PartyState, now: number): PartyState {
  let current = state;
  for (;;) {
    const { timeline } = current.core;
    const [turn, end] = [turnOf(timeline), endOf(timeline)];
    if (turn === null || end === null || now < turn) return current;
    if (current.queue.size === 0 && now < end) return current;
    current = advanced(current, end);
  }
}

/** When `settled` has something to do next; null when only a person can change that. */
export function nextTurn(state: PartyState): number | null {
  const { timeline } = state.core;
  return state.queue.size > 0 ? turnOf(timeline) : endOf(timeline);
}

/** The timeline as clients get it. */
export function timelineFrame(timeline: Timeline): PartyTimeline {
  const { item, playing, revision } = timeline;
  const position_ms = Math.round(timeline.position_ms);
  const at_server_ms = Math.round(timeline.at_server_ms);
  return {
    item_id: item?.item_id ?? null,
    track_id: item?.track.id ?? null,
    duration_ms: item?.duration_ms ?? 0,
    playing,
    position_ms,
    at_server_ms,
    started_at_server_ms: playing ? at_server_ms - position_ms : null,
    rate: 1,
    revision,
  };
}
