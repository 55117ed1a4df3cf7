import {
  HEARTBEAT_MS,
  type StreamClientFrame,
  type StreamQuery,
  type StreamServerFrame,
} from "@veza/contracts/ws/stream";
import { observeThroughput } from "@veza/core/abr";
import { type Change, type Command, command, ended, openTrack } from "./engine.ts";
import { heardPosition } from "./flow.ts";
import { hear, startHearing } from "./heard.ts";
import { SessionHolder } from "./holder.ts";
import type { Link } from "./link.ts";
import { Listening, type ListeningDeps } from "./listening.ts";
import { Playback, type PlaybackDeps } from "./playback.ts";
import { clockOf, sentRange } from "./pump.ts";
import { currentItem, type Heard, positionAt, type Session } from "./state.ts";
import { tellAll } from "./telling.ts";

export interface ConductorDeps extends PlaybackDeps, Omit<ListeningDeps, "session"> {
  newSessionId(): string;
  newItemId(): string;
}

/** A socket that said nothing for this long is gone. */
const SILENT_MS = 2 * HEARTBEAT_MS + 5_000;
/** A reported position this far from the session's own clock corrects it. */
const DRIFT_MS = 1_500;
/** The place in a track is written down at least this often: what a crash may cost. */
const SAVE_MS = 15_000;
/** A device that reported within this time says itself when its track ends. */
const REPORTING_MS = 5_000;
/** Less than this before the end is the end. */
const END_MS = 300;

type Action = Exclude<StreamClientFrame, { t: "ping" | "heartbeat" | "buffer" | "stats" }>;

/**
 * The session between its devices: takes their frames, changes the session (engine.ts), lets the audio follow (playback.ts) and
 * tells everybody. Persist, then tell: what a device was told survives an eviction.
 */
export class Conductor {
  readonly #deps: ConductorDeps;
  readonly #holder: SessionHolder;
  readonly #listening: Listening;
  readonly #playback: Playback;
  /** What the device that left last had heard and been sent: a broken socket does not begin the play again. */
  #left: { heard: Heard | null; sent: { from_ms: number; to_ms: number } } | null = null;

  constructor(deps: ConductorDeps) {
    this.#deps = deps;
    this.#holder = new SessionHolder(deps.store, deps.now, deps.newSessionId);
    this.#listening = new Listening({ ...deps, session: () => this.#holder.value });
    this.#playback = new Playback(deps, this.#holder, this.#listening);
  }

  get session(): Session {
    return this.#holder.value;
  }

  /** A device has joined. Its first frame is `session.ready`, then audio if it is the active one. */
  async connect(link: Link, query: StreamQuery): Promise<void> {
    const now = this.#deps.now();
    link.isGreeted = false;
    if (query.resume !== "1") this.#freeze(now);
    const { session } = this;
    const active = this.#playback.active();
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
        link.set({ heard: this.#left?.heard ?? null });
        // What it got over the socket that broke is still with it; more than that is not believed.
        const sent = this.#left?.sent;
        if (sent !== undefined && position_ms <= sent.to_ms + 500) kept_from_ms = sent.from_ms;
        this.#holder.save({ active_device_id: device_id, playing, position_ms: heard_ms, at_ms: now });
      }
    } else if (query.track_id !== undefined) {
      this.#listening.leaveTrack(other);
      if (other !== null) this.#playback.silence(other);
      const asked = { track_id: query.track_id, position_ms, playing };
      this.#holder.save({
        ...openTrack(session, asked, now, this.#deps.newItemId),
        active_device_id: device_id,
      });
    }
    const isActive = this.session.active_device_id === device_id;
    const wantsAudio = query.resume === "1" || query.track_id !== undefined;
    if (isActive && wantsAudio && currentItem(this.session) !== null)
      await this.#playback.begin(link, "ready", position_ms, { heard_ms, kept_from_ms });
    // Also when the sound moved elsewhere while this device's track was looked up.
    if (!link.isGreeted) await this.#playback.welcome(link);
    this.#tell("state", "queue", "devices");
  }

  /** A frame of a device that passed the schema. It is answered, also when it is refused. */
  receive(link: Link, frame: StreamClientFrame): void {
    const now = this.#deps.now();
    link.set({ last_seen_ms: now });
    switch (frame.t) {
      case "ping":
        link.tell({ t: "pong", client_time_ms: frame.client_time_ms, server_time_ms: now });
        return;
      case "heartbeat":
        this.#playback.pump(link);
        return;
      case "buffer":
        this.#onBuffer(link, frame, now);
        return;
      case "stats":
        this.#listening.onStats(link, frame);
        if (frame.id !== undefined) link.tell({ t: "ack", re: frame.id });
        return;
      default:
        this.#once(link, frame, now);
    }
  }

  /** The socket is gone. The sound stops where it was; the session stays. */
  leave(link: Link): void {
    const now = this.#deps.now();
    const { session } = this;
    link.epoch += 1;
    this.#listening.summarise(link);
    const { flow } = link.state;
    const wasActive = session.active_device_id === link.state.device_id && flow !== null;
    if (wasActive) {
      const position_ms = Math.round(heardPosition(flow, clockOf(link, session, now)));
      this.#listening.leaveTrack(link, position_ms);
      this.#left = { heard: link.state.heard, sent: sentRange(flow.current) };
      this.#holder.save({ playing: false, position_ms, at_ms: now });
      link.set({ flow: null });
    }
    this.#tell(...(wasActive ? (["state", "devices"] as const) : (["devices"] as const)));
  }

  /** The alarm: heartbeats, sockets that fell silent, audio that is due although no report came. */
  tick(isHeartbeat: boolean): void {
    const now = this.#deps.now();
    for (const link of this.#deps.links()) {
      if (now - link.state.last_seen_ms > SILENT_MS) link.close("heartbeat_missed");
      else if (isHeartbeat) link.tell({ t: "heartbeat", server_time_ms: now });
    }
    this.#settle(now);
    const active = this.#playback.active();
    if (active !== null) this.#playback.pump(active);
  }

  #onBuffer(link: Link, frame: Extract<StreamClientFrame, { t: "buffer" }>, now: number): void {
    const { flow } = link.state;
    const { session } = this;
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
    const position_ms = heardPosition(flow, { ...clockOf(link, session, now), report });
    link.set({
      report: { ...report, position_ms },
      heard: hear(link.state.heard ?? startHearing(track_id, now), {
        position_ms,
        now_ms: now,
        playing: session.playing,
        sent: sentRange(flow.current),
      }),
      abr: observeThroughput(link.state.abr, { kbps: frame.throughput_kbps }),
    });
    const hasDrifted = Math.abs(position_ms - positionAt(session, now)) > DRIFT_MS;
    if (hasDrifted || (session.playing && now - session.at_ms >= SAVE_MS))
      this.#holder.save({ position_ms: Math.round(position_ms), at_ms: now });
    if (hasDrifted) this.#tell("state");
    this.#listening.countPlay(link);
    const isAtEnd = session.playing && flow.current.is_done && position_ms >= duration_ms - END_MS;
    if (isAtEnd && flow.next === null) this.#end(link, now);
    else this.#playback.pump(link);
  }

  /** A frame with an id is acted on once; sent again, it gets the same answer. */
  #once(link: Link, frame: Action, now: number): void {
    const { store } = this.#deps;
    const before = frame.id === undefined ? null : store.answerTo(link.state.device_id, frame.id);
    if (before !== null) {
      link.tell(before);
      return;
    }
    const refusal = this.#act(link, frame, now);
    if (frame.id === undefined) {
      if (refusal !== null) link.tell({ t: "error", ...refusal });
      return;
    }
    const re = frame.id;
    const answer: StreamServerFrame = refusal === null ? { t: "ack", re } : { t: "error", re, ...refusal };
    store.keepAnswer(link.state.device_id, re, answer);
    link.tell(answer);
  }

  #act(link: Link, frame: Action, now: number): { code: string; message: string } | null {
    switch (frame.t) {
      case "quality":
        this.#playback.setQuality(link, frame.index);
        return null;
      case "volume": {
        const device = this.#deps.links().find((it) => it.state.device_id === frame.device_id);
        if (device === undefined) return { code: "not_found", message: "This device is not here." };
        device.set({ volume: frame.volume });
        this.#tell("devices");
        return null;
      }
      case "activate":
        if (currentItem(this.session) === null) return { code: "not_found", message: "The queue is empty." };
        this.#activate(link, true, now);
        return null;
      case "advance":
        return this.#playback.advance(link, frame.stream)
          ? null
          : { code: "not_found", message: "This stream does not follow." };
      default: {
        const outcome = command(this.session, frame, now, this.#deps.newItemId);
        if ("code" in outcome) return outcome;
        this.#apply(link, frame, outcome, now);
        return null;
      }
    }
  }

  #apply(link: Link, frame: Command, change: Change, now: number): void {
    const before = this.session;
    const active = this.#playback.active();
    const item = currentItem(change.session);
    if (change.jump && currentItem(before)?.item_id !== item?.item_id) this.#listening.leaveTrack(active);
    this.#holder.save(change.session);
    // Nobody plays: whoever asks for sound gets it.
    if (active === null && item !== null && this.session.playing && (change.jump || frame.t === "play")) {
      this.#activate(link, true, now);
      return;
    }
    const words = change.queue ? (["queue"] as const) : [];
    const started = active === null ? null : this.#follow(active, frame, change, before);
    if (active === null || started === null) this.#tell("state", ...words);
    else this.#tellAfter(active, started, ...words);
  }

  /** The active device's audio after a change of the session. @returns the start of another track, null where it goes on */
  #follow(active: Link, frame: Command, change: Change, before: Session): Promise<void> | null {
    const item = currentItem(this.session);
    const { flow } = active.state;
    if (item === null) {
      this.#playback.silence(active);
      return null;
    }
    const isSameItem = flow?.current.item_id === item.item_id;
    if (change.jump && frame.t === "seek" && isSameItem) {
      this.#playback.seek(active, this.session.position_ms);
      return null;
    }
    if (change.jump || (flow === null && this.session.playing))
      return this.#playback.begin(active, "now", this.session.position_ms);
    if (flow === null) return null;
    // The same track under a new id of the queue: its audio goes on.
    if (!isSameItem) active.set({ flow: { ...flow, current: { ...flow.current, item_id: item.item_id } } });
    if (before.playing !== this.session.playing) this.#playback.anchor(active);
    this.#playback.prepare(active);
    this.#playback.pump(active);
    return null;
  }

  /** The sound moves to this device. The one that had it falls silent at once. */
  #activate(link: Link, playing: boolean, now: number): void {
    const before = this.#playback.active();
    const flow = before?.state.flow ?? null;
    const position_ms =
      before === null || flow === null
        ? positionAt(this.session, now)
        : Math.round(heardPosition(flow, clockOf(before, this.session, now)));
    this.#holder.save({ active_device_id: link.state.device_id, playing, position_ms, at_ms: now });
    if (before !== null && before !== link) this.#playback.silence(before);
    this.#tellAfter(link, this.#playback.begin(link, "now", position_ms), "queue", "devices");
  }

  /** The end of a track on a device that does not say so itself, and of a session that nobody plays. */
  #settle(now: number): void {
    const { session } = this;
    if (!session.playing || session.duration_ms <= 0) return;
    const link = this.#playback.active();
    if (link === null) {
      this.#freeze(now);
      return;
    }
    const { report, flow } = link.state;
    const isReporting = report !== null && now - report.at_ms < REPORTING_MS;
    if (isReporting || positionAt(session, now) < session.duration_ms || flow?.current.is_done !== true)
      return;
    if (flow.next === null) this.#end(link, now);
    else this.#playback.advance(link, flow.next.n);
  }

  /** A session that plays with nobody to hear it was cut off: its sound stopped soon after its place was last written down. */
  #freeze(now: number): void {
    const { session } = this;
    const active = this.#playback.active();
    if (!session.playing || (active !== null && active.state.flow !== null)) return;
    const until = Math.min(now, session.at_ms + SAVE_MS);
    this.#holder.save({ playing: false, position_ms: Math.round(positionAt(session, until)), at_ms: now });
  }

  #end(link: Link, now: number): void {
    this.#listening.leaveTrack(link, this.session.duration_ms);
    this.#holder.save(ended(this.session, now));
    if (this.session.playing) this.#deps.background(this.#playback.begin(link, "now", 0));
    this.#tell("state", "queue");
  }

  /** Everybody knows at once what plays where. The device that waits for sound gets that before all longer words. */
  #tellAfter(link: Link, started: Promise<void>, ...words: ("queue" | "devices")[]): void {
    this.#tell("state");
    const tell = (to: Link[]) => tellAll(this.#deps.links(), this.session, words, to);
    tell(this.#deps.links().filter((it) => it !== link));
    const tellIt = () => tell(link.isLeft ? [] : [link]);
    this.#deps.background(started.finally(tellIt));
  }

  #tell(...what: ("state" | "queue" | "devices")[]): void {
    tellAll(this.#deps.links(), this.session, what);
  }
}
