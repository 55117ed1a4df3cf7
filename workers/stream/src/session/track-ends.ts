import { ended } from "./engine.ts";
import type { Link } from "./link.ts";
import type { SessionParts } from "./session-parts.ts";
import { positionAt } from "./state.ts";

/** The place in a track is written down at least this often: what a crash may cost. */
export const SAVE_MS = 15_000;
/** A device that reported within this time says itself when its track ends. */
const REPORTING_MS = 5_000;

/** Decides when a track is over, and when a session that plays has been cut off. */
export class TrackEnds {
  readonly #parts: SessionParts;

  constructor(parts: SessionParts) {
    this.#parts = parts;
  }

  /** The end of a track on a device that does not say so itself, and of a session that nobody plays. */
  settle(now: number): void {
    const { session } = this.#parts;
    if (!session.playing || session.duration_ms <= 0) return;
    const link = this.#parts.playback.active();
    if (link === null) {
      this.freeze(now);
      return;
    }
    const { report, flow } = link.state;
    const isReporting = report !== null && now - report.at_ms < REPORTING_MS;
    if (isReporting || positionAt(session, now) < session.duration_ms || flow?.current.is_done !== true)
      return;
    if (flow.next === null) this.end(link, now);
    else this.#parts.playback.advance(link, flow.next.n);
  }

  /**
   * A session that plays with nobody to hear it was cut off: its sound stopped soon after its place was last
   * written down.
   */
  freeze(now: number): void {
    const { session } = this.#parts;
    const active = this.#parts.playback.active();
    if (!session.playing || (active !== null && active.state.flow !== null)) return;
    const until = Math.min(now, session.at_ms + SAVE_MS);
    this.#parts.holder.save({
      playing: false,
      position_ms: Math.round(positionAt(session, until)),
      at_ms: now,
    });
  }

  /** A track has been heard to its end on a device. */
  end(link: Link, now: number): void {
    this.#parts.listening.leaveTrack(link, this.#parts.session.duration_ms);
    this.#parts.holder.save(ended(this.#parts.session, now));
    // What was heard to its end is not gone on with: whoever plays it again gets it from its start.
    if (!this.#parts.session.playing) this.#parts.playback.silence(link);
    if (this.#parts.session.playing) this.#parts.deps.background(this.#parts.playback.begin(link, "now", 0));
    this.#parts.tell("state", "queue");
  }
}
