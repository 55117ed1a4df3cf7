import { HEARTBEAT_MS, type StreamClientFrame, type StreamQuery } from "@veza/contracts/ws/stream";
import { Actions } from "./actions.ts";
import { BufferReports } from "./buffer-reports.ts";
import { openTrack } from "./engine.ts";
import { listenerPosition } from "./flow.ts";
import type { Link } from "./link.ts";
import { clockOf, sentRange } from "./pump.ts";
import { type SessionDeps, SessionParts } from "./session-parts.ts";
import { currentItem, type ListenTime, type Session } from "./state.ts";
import { TrackEnds } from "./track-ends.ts";

/** A socket that said nothing for this long is gone. */
const SILENT_MS = 2 * HEARTBEAT_MS + 5_000;

/**
 * The session between its devices: lets them in and go, and hands their frames to what decides about them.
 * Persist, then tell: what a device was told survives an eviction.
 */
export class SessionController {
  readonly #parts: SessionParts;
  readonly #ends: TrackEnds;
  readonly #reports: BufferReports;
  readonly #actions: Actions;
  /**
   * What the device that left last had heard and been sent: a broken socket does not begin the play again.
   */
  #left: { listened: ListenTime | null; sent: { from_ms: number; to_ms: number } } | null = null;

  constructor(deps: SessionDeps) {
    this.#parts = new SessionParts(deps);
    this.#ends = new TrackEnds(this.#parts);
    this.#reports = new BufferReports(this.#parts, this.#ends);
    this.#actions = new Actions(this.#parts);
  }

  get session(): Session {
    return this.#parts.session;
  }

  /** A device has joined. Its first frame is `session.ready`, then audio if it is the active one. */
  async connect(link: Link, query: StreamQuery): Promise<void> {
    const now = this.#parts.deps.now();
    link.isGreeted = false;
    if (query.resume !== "1") this.#ends.freeze(now);
    const { session } = this.#parts;
    const active = this.#parts.playback.active();
    const other = active === link ? null : active;
    const { device_id } = link.state;
    const position_ms = Math.round(query.position * 1000);
    const playing = query.paused !== "1";
    let heard_ms = position_ms;
    let kept_from_ms = position_ms;
    if (query.resume === "1") {
      if (other === null && currentItem(session) !== null) {
        // While the socket was away the device went on with what it had.
        const away = playing ? Math.max(0, now - session.at_ms) : 0;
        heard_ms = Math.min(session.position_ms + away, position_ms);
        link.set({ listened: this.#left?.listened ?? null });
        // What it got over the socket that broke is still with it; more than that is not believed.
        const sent = this.#left?.sent;
        if (sent !== undefined && position_ms <= sent.to_ms + 500) kept_from_ms = sent.from_ms;
        this.#parts.holder.save({ active_device_id: device_id, playing, position_ms: heard_ms, at_ms: now });
      }
    } else if (query.track_id !== undefined) {
      this.#parts.listening.leaveTrack(other);
      if (other !== null) this.#parts.playback.silence(other);
      const asked = { track_id: query.track_id, position_ms, playing };
      this.#parts.holder.save({
        ...openTrack(session, asked, now, this.#parts.deps.newItemId),
        active_device_id: device_id,
      });
    }
    const isActive = this.#parts.session.active_device_id === device_id;
    const wantsAudio = query.resume === "1" || query.track_id !== undefined;
    if (isActive && wantsAudio && currentItem(this.#parts.session) !== null)
      await this.#parts.playback.begin(link, "ready", position_ms, { heard_ms, kept_from_ms });
    // Also when the sound moved elsewhere while this device's track was looked up.
    if (!link.isGreeted) await this.#parts.playback.welcome(link);
    this.#parts.tell("state", "queue", "devices");
  }

  /** A frame of a device that passed the schema. It is answered, also when it is refused. */
  receive(link: Link, frame: StreamClientFrame): void {
    const now = this.#parts.deps.now();
    link.set({ seen_ms: now });
    switch (frame.t) {
      case "ping":
        link.tell({ t: "pong", client_time_ms: frame.client_time_ms, server_time_ms: now });
        return;
      case "heartbeat":
        this.#parts.playback.pump(link);
        return;
      case "buffer":
        this.#reports.take(link, frame, now);
        return;
      case "stats":
        this.#parts.listening.onStats(link, frame);
        if (frame.id !== undefined) link.tell({ t: "ack", re: frame.id });
        return;
      default:
        this.#actions.once(link, frame, now);
    }
  }

  /** The socket is gone. The sound stops where it was; the session stays. */
  leave(link: Link): void {
    const now = this.#parts.deps.now();
    const { session } = this.#parts;
    link.epoch += 1;
    this.#parts.listening.summarise(link);
    const { flow } = link.state;
    const wasActive = session.active_device_id === link.state.device_id && flow !== null;
    if (wasActive) {
      const position_ms = Math.round(listenerPosition(flow, clockOf(link, session, now)));
      this.#parts.listening.leaveTrack(link, position_ms);
      this.#left = { listened: link.state.listened, sent: sentRange(flow.current) };
      this.#parts.holder.save({ playing: false, position_ms, at_ms: now });
      link.set({ flow: null });
    }
    this.#parts.tell(...(wasActive ? (["state", "devices"] as const) : (["devices"] as const)));
  }

  /** The alarm: heartbeats, sockets that fell silent, audio that is due although no report came. */
  tick(isHeartbeat: boolean): void {
    const now = this.#parts.deps.now();
    for (const link of this.#parts.deps.links()) {
      if (now - link.state.seen_ms > SILENT_MS) link.close("heartbeat_missed");
      else if (isHeartbeat) link.tell({ t: "heartbeat", server_time_ms: now });
    }
    this.#ends.settle(now);
    const active = this.#parts.playback.active();
    if (active !== null) this.#parts.playback.pump(active);
  }
}
