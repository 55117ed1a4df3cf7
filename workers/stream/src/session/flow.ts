import type { Rendition, Segment } from "@veza/contracts/jobs";
import { AHEAD_MS, MAX_AHEAD_MS } from "@veza/contracts/ws/stream";
import { endOnTrack, isLastSegment, type MediaIndex, segmentAt } from "./media-index.ts";
import type { Flow, Report, StreamFlow } from "./state.ts";

/** A report that is older than this says nothing about now. */
const REPORT_MS = 5_000;
/**
 * Sent and not yet reported as buffered: what is in the network cannot be taken back when it turns slow. One
 * segment at a time while the buffer is small, one and a bit above that.
 */
const IN_FLIGHT_MS = 500;
const IN_FLIGHT_SAFE_MS = 8_000;
/**
 * A device that reports does so when the first segment has arrived; one that said nothing by now never will.
 */
const FIRST_REPORT_MS = 1_500;
/** The beginning of the next track is sent ahead once the current one is this safe. */
const SAFE_MS = 12_000;
/** Clocks of players run a little off; beyond this, a reported position is not believed. */
const CLOCK_TOLERANCE = 1.05;
const POSITION_SLACK_MS = 2_000;

export interface Clock {
  now_ms: number;
  playing: boolean;
  report: Report | null;
}

/** The newest report, as long as it says something. */
function freshReport({ report, now_ms }: Clock): Report | null {
  return report !== null && now_ms - report.at_ms <= REPORT_MS ? report : null;
}

/** What time alone allows: nobody hears faster than that, whatever they report. */
export function plausiblePosition(flow: Flow, { now_ms, playing }: Clock): number {
  const elapsed = playing ? Math.max(0, now_ms - flow.anchor.at_ms) : 0;
  return flow.anchor.position_ms + elapsed * CLOCK_TOLERANCE + POSITION_SLACK_MS;
}

/** Where the listener is on the current track's clock, as far as it is known. */
export function listenerPosition(flow: Flow, clock: Clock): number {
  const report = freshReport(clock);
  const since = (at_ms: number) => (clock.playing ? Math.max(0, clock.now_ms - at_ms) : 0);
  const guess =
    report === null
      ? flow.anchor.position_ms + since(flow.anchor.at_ms)
      : report.position_ms + since(report.at_ms);
  return Math.min(guess, plausiblePosition(flow, clock), flow.current.duration_ms);
}

/** How much of sent audio lies ahead of what is heard, the next track's included. Never negative. */
export function aheadMs(flow: Flow, clock: Clock): number {
  const next = flow.next === null ? 0 : flow.next.sent_to_ms - flow.next.from_ms;
  return Math.max(0, flow.current.sent_to_ms - listenerPosition(flow, clock)) + next;
}

/** How much of it the device has, as far as it is known: what the choice of quality rests on. */
export function bufferedMs(flow: Flow, clock: Clock): number {
  const ahead = aheadMs(flow, clock);
  const report = freshReport(clock);
  if (report === null) return ahead;
  const elapsed = clock.playing ? clock.now_ms - report.at_ms : 0;
  return Math.min(ahead, Math.max(0, report.buffered_ms - elapsed));
}

/** Which stream may get a segment now; or when to look again (null: when something happens). */
export type Turn = { stream: "current" | "next" } | { wait_ms: number | null };

/**
 * Credit. The device is kept about 30 s ahead of what it hears, never more than 60 s ahead of what time
 * allows; while it reports, little is on its way unconfirmed. Paused: only the first segment, so that play is
 * immediate.
 */
export function whoseTurn(flow: Flow, clock: Clock): Turn {
  const { current, next } = flow;
  const sentOfNext = next === null ? 0 : next.sent_to_ms - next.from_ms;
  const candidate = pick(flow, clock);
  if (candidate === null) return { wait_ms: null };
  if (!clock.playing) {
    const started = current.sent_to_ms > listenerPosition(flow, clock);
    return started || candidate === "next" ? { wait_ms: null } : { stream: candidate };
  }
  const ahead = aheadMs(flow, clock);
  if (ahead >= AHEAD_MS) return { wait_ms: ahead - AHEAD_MS + 250 };
  const beyondTime = current.sent_to_ms + sentOfNext - plausiblePosition(flow, clock);
  if (beyondTime >= MAX_AHEAD_MS - POSITION_SLACK_MS)
    return { wait_ms: beyondTime - MAX_AHEAD_MS + POSITION_SLACK_MS + 250 };
  const wait_ms = confirmationMs(flow, clock);
  return wait_ms > 0 ? { wait_ms } : { stream: candidate };
}

/** How long to wait for the device to say that it has what was sent; 0 when more may be sent at once. */
function confirmationMs(flow: Flow, clock: Clock): number {
  const report = freshReport(clock);
  if (report === null) {
    const isFirst = clock.report === null && flow.current.sent_to_ms > flow.current.asked_ms;
    return isFirst ? Math.max(0, flow.anchor.at_ms + FIRST_REPORT_MS - clock.now_ms) : 0;
  }
  const confirmed = report.position_ms + report.buffered_ms;
  const allowed = bufferedMs(flow, clock) >= SAFE_MS ? IN_FLIGHT_SAFE_MS : IN_FLIGHT_MS;
  // Devices speak of the current track only: once they have it to its end, time alone bounds what follows.
  return flow.current.sent_to_ms - confirmed < allowed
    ? 0
    : Math.max(1, report.at_ms + REPORT_MS - clock.now_ms + 1);
}

function pick(flow: Flow, clock: Clock): "current" | "next" | null {
  const { current, next } = flow;
  const nextWants = next !== null && !next.is_done;
  if (current.is_done) return nextWants ? "next" : null;
  if (
    nextWants &&
    next.sent_to_ms === next.from_ms &&
    current.sent_to_ms - listenerPosition(flow, clock) >= SAFE_MS
  )
    return "next";
  return "current";
}

export interface Sending {
  rendition: Rendition;
  segment: Segment;
  needs_init: boolean;
  is_last: boolean;
}

/**
 * The segment that continues a stream in a rendition; null when the stream is at its end or nothing may be
 * sent (−1).
 */
export function sendingOf(stream: StreamFlow, index: MediaIndex, renditionIndex: number): Sending | null {
  const rendition = index.renditions.find((it) => it.index === renditionIndex);
  if (rendition === undefined) return null;
  const segment = segmentAt(rendition, stream.sent_to_ms);
  if (segment === null) return null;
  return {
    rendition,
    segment,
    needs_init: stream.rendition !== rendition.index,
    is_last: isLastSegment(rendition, segment),
  };
}

/** The stream after a segment was sent. `from_ms` stays where playback was asked to begin. */
export function sent(stream: StreamFlow, { rendition, segment, is_last }: Sending): StreamFlow {
  const end = endOnTrack(rendition, segment);
  return {
    ...stream,
    rendition: rendition.index,
    sent_to_ms: is_last ? Math.max(stream.duration_ms, end) : Math.max(end, stream.sent_to_ms + 1),
    is_done: is_last,
  };
}

/** What is heard has passed from the current track into the next one. */
export function advanceFlow(flow: Flow, now_ms: number): Flow | null {
  if (flow.next === null) return null;
  return {
    next_stream: flow.next_stream,
    current: flow.next,
    next: null,
    anchor: { position_ms: flow.next.from_ms, at_ms: now_ms },
  };
}
