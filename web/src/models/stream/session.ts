import type { Device, PlaybackState, StreamClientFrame, StreamServerFrame } from "@veza/contracts/ws/stream";
import { randomId } from "./device.ts";
import { DeviceList } from "./device-list.ts";
import { Meter } from "./meter.ts";
import type { OptimisticQueue, QueueChange } from "./optimistic-queue.ts";
import { playingAt } from "./remote-clock.ts";
import type { SessionHooks } from "./session-hooks.ts";
import { StreamLink, type StreamNet } from "./stream-link.ts";

/** Whose speakers the session sounds from: these, another device's, or nobody's. */
export type Role = "active" | "remote" | "idle";

type Ready = Extract<StreamServerFrame, { t: "session.ready" }>;

export interface SessionDeps {
  link: StreamNet;
  deviceId: string;
  deviceName: string;
  /** What else every socket asks for, such as the listening party that it belongs to. */
  query?: Readonly<Record<string, string>>;
  queue: OptimisticQueue;
  hooks: SessionHooks;
}

/** How often the session hears what is buffered; twice as often when less than the second is left. */
const REPORT_EVERY_MS = 1_000;
const LOW_MS = 5_000;
const VOLUME_EVERY_MS = 150;
/** A device that has been silent for so long does not sound any more by a button pressed elsewhere. */
const FORGOTTEN_MS = 5 * 60_000;

/**
 * This device's part in the listener's session: frames in and out, nothing of the element and nothing of the
 * page.
 */
export class StreamSession {
  readonly #deps: SessionDeps;
  readonly #link: StreamLink;
  readonly #meter = new Meter();
  readonly #commands = new Set<string>();
  /** The sound is here, or has been asked for. */
  #isHere = false;
  readonly #devices: DeviceList;
  /**
   * The session's last word, while what is shown runs ahead of it because of acts that it has not answered.
   */
  #said: PlaybackState | null = null;
  #told = false;
  #sessionId: string | null = null;
  #reportedAt = 0;
  #stopReports: (() => void) | null = null;
  state: PlaybackState | null = null;
  /** The server's clock minus ours, in ms. */
  clockOffset = 0;

  constructor(deps: SessionDeps) {
    this.#deps = deps;
    this.#devices = new DeviceList(deps.deviceId, VOLUME_EVERY_MS, (device_id, volume) => {
      const id = randomId();
      return this.#link.send({ t: "volume", device_id, volume, id }) ? id : null;
    });
    this.#link = new StreamLink({
      ...deps.link,
      query: () => this.#query(),
      onFrame: (frame) => this.#take(frame),
      onMedia: (header, body) => deps.hooks.source()?.media(header, body),
      onTimed: (bytes, ms) => this.#meter.timed(bytes, ms),
      onDown: (failures, isFinal) => this.#down(failures, isFinal),
    });
  }

  get isUp(): boolean {
    return this.#link.isUp;
  }

  /** Not up yet, but nothing says that it will not be in a moment. */
  get isComing(): boolean {
    return this.#link.isFresh;
  }

  get devices(): readonly Device[] {
    return this.#devices.all;
  }

  get deviceId(): string {
    return this.#deps.deviceId;
  }

  get role(): Role {
    const active = this.state?.active_device_id ?? null;
    if (active === this.deviceId || (this.#isHere && this.#commands.size > 0)) return "active";
    if (!this.#devices.has(active)) return "idle";
    return this.#isForgotten() ? "idle" : "remote";
  }

  /** Paused elsewhere long ago: whoever presses play here means here. */
  #isForgotten(): boolean {
    if (!this.state || this.state.playing) return false;
    return this.#deps.link.now() + this.clockOffset - this.state.at_server_ms > FORGOTTEN_MS;
  }

  /** The device that sounds, when it is another. */
  get remote(): Device | null {
    if (this.role !== "remote") return null;
    return this.devices.find((it) => it.device_id === this.state?.active_device_id) ?? null;
  }

  /** Seconds into the current track by the session's clock. */
  position(): number {
    return this.state ? playingAt(this.state, this.#deps.link.now() + this.clockOffset) : 0;
  }

  connect(): void {
    this.#link.connect();
    this.#report();
  }

  /** Sends when the socket is up; whether it was. */
  send(frame: StreamClientFrame): boolean {
    return this.#link.send(frame);
  }

  /** A frame that the server answers; until then its word on playing is not believed. */
  command(frame: StreamClientFrame): boolean {
    const id = randomId();
    if (!this.#link.send({ ...frame, id })) return false;
    this.#commands.add(id);
    if (frame.t === "activate") this.#isHere = true;
    if (frame.t === "jump" || frame.t === "activate" || frame.t === "load") this.#told = true;
    return true;
  }

  /**
   * Before something is to sound here: takes the sound from another device that has it, even if it is paused.
   */
  claim(): void {
    const active = this.state?.active_device_id ?? null;
    const isTaken = !this.#isHere && active !== this.deviceId && this.#devices.has(active);
    if (isTaken) this.command({ t: "activate" });
    this.#isHere = true;
  }

  /** Changes the queue here at once and in the session as soon as it can hear it. */
  changeQueue(change: QueueChange): void {
    const kept = { ...change, id: randomId() };
    this.#deps.queue.change(kept);
    if (this.#link.send(kept)) {
      this.#commands.add(kept.id);
      if (kept.t === "queue.set") this.#told = kept.play;
    }
  }

  /** Tells the session whether this device plays. */
  mirror(isPlaying: boolean): void {
    if (this.role !== "active" || this.#told === isPlaying || !this.isUp) return;
    this.#told = isPlaying;
    this.command({ t: isPlaying ? "play" : "pause" });
  }

  setVolume(deviceId: string, volume: number): void {
    this.#devices.setVolume(deviceId, volume);
  }

  /**
   * For what a remote does: shown until the session has answered, whatever older words are still on their
   * way.
   */
  pretend(change: Partial<Pick<PlaybackState, "playing">> & { positionMs?: number }): void {
    if (!this.state) return;
    this.#said ??= this.state;
    const at = this.#deps.link.now() + this.clockOffset;
    const position_ms = change.positionMs ?? Math.round(playingAt(this.state, at) * 1000);
    const playing = change.playing ?? this.state.playing;
    this.state = { ...this.state, playing, position_ms, at_server_ms: at };
    this.#deps.hooks.onChange();
  }

  close(): void {
    this.#stopReports?.();
    this.#link.close();
  }

  #query(): Record<string, string> {
    const { deviceId, deviceName, hooks, queue } = this.#deps;
    const device = { ...this.#deps.query, device_id: deviceId, device_name: deviceName };
    const end = hooks.source()?.bufferEnd() ?? null;
    const item = queue.view().items.find((it) => it.item_id === end?.uid);
    if (!end || !item) return device;
    return {
      ...device,
      resume: "1",
      track_id: item.track_id,
      position: (end.positionMs / 1000).toFixed(3),
      ...(hooks.isPaused() ? { paused: "1" } : {}),
    };
  }

  #take(frame: StreamServerFrame): void {
    const { hooks, queue } = this.#deps;
    switch (frame.t) {
      case "session.ready":
        this.#ready(frame);
        return;
      case "track.ready":
        this.#track(frame);
        return;
      case "track.dropped":
        hooks.source()?.drop(frame.stream);
        return;
      case "seeked":
        hooks.source()?.seeked(frame.stream, frame.position_ms);
        return;
      case "stream.end":
        hooks.source()?.end(frame.stream);
        return;
      case "heartbeat":
        this.clockOffset = frame.server_time_ms - this.#deps.link.now();
        return;
      case "state":
        this.#adoptState(frame);
        return;
      case "queue":
        queue.adopt(frame);
        hooks.onChange();
        return;
      case "devices":
        this.#adoptDevices(frame.devices);
        return;
      case "ack":
        queue.acknowledge(frame.re);
        this.#answered(frame.re);
        hooks.onChange();
        return;
      case "error":
        this.#refused(frame);
    }
  }

  #ready(frame: Ready): void {
    const { hooks, queue } = this.#deps;
    const source = hooks.source();
    this.#commands.clear();
    this.#said = null;
    this.clockOffset = frame.server_time_ms - this.#deps.link.now();
    // What all devices are told may overtake the first frame of a new one.
    const isNewer =
      this.#sessionId !== frame.session_id || (this.state?.revision ?? 0) <= frame.state.revision;
    if (isNewer) this.state = frame.state;
    this.#sessionId = frame.session_id;
    this.#devices.begin(frame.devices);
    this.#told = frame.state.playing;
    this.#isHere = frame.is_active;
    queue.adopt(frame.queue);
    if (this.role === "remote" && (frame.state.playing || !hooks.isSounding())) {
      // Somebody listens elsewhere by now: what was planned here offline would take it away from them.
      for (const change of queue.pending) if (change.t === "queue.set") queue.refuse(change.id);
      if (source || hooks.isSounding()) hooks.onMoved();
      // Paused elsewhere, and started here before the session was known: the newest act is the one here.
    } else if (this.role === "remote") this.claim();
    this.#flush();
    if (source && this.role !== "remote") {
      if (frame.is_active && source.judge(frame) === "here") source.begin(frame, { isResume: true });
      else source.rejoin();
    }
    // The page was loaded anew while it had the sound: it can go on, but nobody has pressed play in it.
    if (!source && frame.is_active && frame.state.playing) this.mirror(false);
    hooks.onUp();
    hooks.onChange();
  }

  /** Sends what changed while there was no socket. */
  #flush(): void {
    for (const change of this.#deps.queue.pending) {
      // The list itself; what plays of it follows by a frame of its own.
      const frame = change.t === "queue.set" ? { ...change, play: false } : change;
      if (this.#link.send(frame)) this.#commands.add(change.id);
    }
  }

  #track(frame: Extract<StreamServerFrame, { t: "track.ready" }>): void {
    const { hooks } = this.#deps;
    const source = hooks.source();
    if (frame.when === "next") {
      source?.prepare(frame);
      return;
    }
    const verdict = source?.judge(frame) ?? "unasked";
    if (verdict === "here") source?.begin(frame, { isResume: false });
    else if (verdict === "unasked") hooks.onStart(frame);
  }

  #adoptState({ t: _t, ...state }: Extract<StreamServerFrame, { t: "state" }>): void {
    const before = this.#said ?? this.state;
    if (before && state.revision < before.revision) return;
    if (this.#said && this.#commands.size > 0) this.#said = state;
    else {
      this.#said = null;
      this.state = state;
    }
    this.#settle();
    this.#deps.hooks.onChange();
  }

  /**
   * What other devices have done to this one. Believed once everything that was asked from here has been
   * answered.
   */
  #settle(): void {
    if (this.#commands.size > 0 || !this.state) return;
    if (this.#said) this.state = this.#said;
    this.#said = null;
    const wasHere = this.#isHere;
    this.#isHere = this.state.active_device_id === this.deviceId;
    if (wasHere && !this.#isHere) this.#deps.hooks.onMoved();
    if (!this.#isHere || this.#told === this.state.playing) return;
    this.#told = this.state.playing;
    this.#deps.hooks.onPlaying(this.#told);
  }

  #adoptDevices(devices: Device[]): void {
    const volume = this.#devices.adopt(devices);
    if (volume !== null) this.#deps.hooks.onVolume(volume);
    this.#deps.hooks.onChange();
  }

  #answered(id: string): void {
    this.#devices.answered(id);
    if (this.#commands.delete(id)) this.#settle();
  }

  #refused(frame: Extract<StreamServerFrame, { t: "error" }>): void {
    const { hooks, queue } = this.#deps;
    console.info("The session refused a frame.", frame.code, frame.message);
    if (frame.item_id !== undefined) {
      // Whether it is gone or only its grant has ended, the API knows: it is asked where the track is heard
      // now.
      if (frame.code === "not_found") hooks.onGone(frame.item_id);
      else hooks.onRefused();
    }
    if (frame.re === undefined) return;
    const isOwn = this.#commands.has(frame.re);
    const isQueue = queue.pending.some((it) => it.id === frame.re);
    queue.refuse(frame.re);
    this.#answered(frame.re);
    if (isOwn && !isQueue && frame.item_id === undefined) hooks.onRefused();
    hooks.onChange();
  }

  #down(failures: number, isFinal: boolean): void {
    this.#commands.clear();
    this.#devices.clear();
    this.#deps.hooks.source()?.lose();
    this.#deps.hooks.onDown(failures, isFinal);
  }

  /** About once a second while playing, and more often when little is left. */
  #report(): void {
    const { after, now } = this.#deps.link;
    this.#stopReports?.();
    this.#stopReports = after(250, () => {
      this.#report();
      const source = this.#deps.hooks.source();
      if (!source || !this.isUp || this.role !== "active" || this.#deps.hooks.isPaused()) return;
      const isLow = source.ahead() * 1000 < LOW_MS;
      if (now() - this.#reportedAt < (isLow ? REPORT_EVERY_MS / 2 : REPORT_EVERY_MS)) return;
      this.report();
    });
  }

  /**
   * Tells the session what is here, and what is heard: in its turn, when a segment is in the buffer, and at
   * the end.
   */
  report({ isEnded = false }: { isEnded?: boolean } = {}): void {
    if (!this.isUp || this.role !== "active") return;
    this.#reportedAt = this.#deps.link.now();
    const source = this.#deps.hooks.source();
    const stream = source?.heardStream() ?? null;
    if (!source || stream === null) return;
    // A browser that wants no data now is given none: to the session its buffer is full.
    const buffered_ms = source.isHungry ? Math.max(0, Math.round(source.ahead() * 1000)) : 60_000;
    const position_ms = Math.round(source.position().seconds * 1000);
    const frame = {
      t: "buffer" as const,
      buffered_ms,
      throughput_kbps: this.#meter.kbps,
      position_ms,
      stream,
    };
    this.send(isEnded ? { ...frame, is_ended: true } : frame);
  }
}
