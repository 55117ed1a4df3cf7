import type { StreamClientFrame } from "@veza/contracts/ws/stream";
import { observeThroughput } from "@veza/core/abr";
import { listenerPosition } from "./flow.ts";
import type { Link } from "./link.ts";
import { addReport, startListening } from "./listen-time.ts";
import { clockOf, sentRange } from "./pump.ts";
import type { SessionParts } from "./session-parts.ts";
import { positionAt } from "./state.ts";
import { SAVE_MS, type TrackEnds } from "./track-ends.ts";

/** A reported position this far from the session's own clock corrects it. */
const DRIFT_MS = 1_500;

/**
 * What the active device says of its buffer: it moves the session's clock, counts as listened to, and lets
 * more be sent.
 */
export class BufferReports {
  readonly #parts: SessionParts;
  readonly #ends: TrackEnds;

  constructor(parts: SessionParts, ends: TrackEnds) {
    this.#parts = parts;
    this.#ends = ends;
  }

  /** Takes one report of what a device has buffered and where it is. */
  take(link: Link, frame: Extract<StreamClientFrame, { t: "buffer" }>, now: number): void {
    const { flow } = link.state;
    const { session } = this.#parts;
    if (flow === null || session.active_device_id !== link.state.device_id) return;
    if (frame.stream !== undefined && frame.stream !== flow.current.n) return;
    const { sent_to_ms, duration_ms, track_id } = flow.current;
    const claimed = frame.position_ms ?? Math.max(0, sent_to_ms - frame.buffered_ms);
    const report = {
      position_ms: Math.min(claimed, sent_to_ms, duration_ms),
      // Nobody has more than was sent.
      buffered_ms: Math.min(frame.buffered_ms, sent_to_ms + (flow.next?.sent_to_ms ?? 0)),
      at_ms: now,
    };
    const position_ms = listenerPosition(flow, { ...clockOf(link, session, now), report });
    link.set({
      report: { ...report, position_ms },
      listened: addReport(link.state.listened ?? startListening(track_id, now), {
        position_ms,
        now_ms: now,
        playing: session.playing,
        sent: sentRange(flow.current),
      }),
      abr: observeThroughput(link.state.abr, { kbps: frame.throughput_kbps }),
    });
    const hasDrifted = Math.abs(position_ms - positionAt(session, now)) > DRIFT_MS;
    if (hasDrifted || (session.playing && now - session.at_ms >= SAVE_MS))
      this.#parts.holder.save({ position_ms: Math.round(position_ms), at_ms: now });
    if (hasDrifted) this.#parts.tell("state");
    this.#parts.listening.countPlay(link);
    // The sound's own end ends a track: a place shortly before it is still to be heard.
    const isAtEnd = flow.current.is_done && flow.next === null && position_ms >= duration_ms;
    if (session.playing && (frame.is_ended === true || isAtEnd)) this.#ends.end(link, now);
    else this.#parts.playback.pump(link);
  }
}
