import type { StreamWord } from "../stream/frame-router.ts";
import type { QueueChange } from "../stream/optimistic-queue.ts";
import { StreamSession } from "../stream/session.ts";
import type { SessionHooks } from "../stream/session-hooks.ts";
import type { Engine } from "./engine.ts";
import type { PlayerDeps, SessionConnector } from "./player-deps.ts";
import type { PlayerQueue } from "./player-queue.ts";

/** Failures in a row after which the listener is not kept waiting for the socket. */
const MAX_FAILURES = 2;
/** Silence, while music is wanted, after which segments are fetched by HTTP. */
const MAX_SILENCE_MS = 4_000;
const LOOK_EVERY_MS = 500;
/** A click waits this long for a session that is just being opened. */
const PATIENCE_MS = 1_500;

/**
 * The page's part in the listener's session: who sounds, what the bar shows, and when the socket is given up.
 */
export class EngineSession {
  readonly #deps: PlayerDeps;
  readonly #queue: PlayerQueue;
  readonly #engine: Engine;
  #session: StreamSession | null = null;
  #opening: Promise<void> | null = null;
  /** Those who wait for the first word of a session that is on its way. */
  #waiting: (() => void)[] = [];
  #silentMs = 0;

  constructor(deps: PlayerDeps, queue: PlayerQueue, engine: Engine) {
    this.#deps = deps;
    this.#queue = queue;
    this.#engine = engine;
    deps.clock.every(LOOK_EVERY_MS, () => this.#look());
    deps.store.subscribe((state, before) => {
      if (state.status !== before.status && engine.sources.kind === "socket")
        this.#session?.mirror(state.status === "playing" || state.status === "loading");
    });
    const { session: connector } = deps;
    if (connector === null) return;
    connector.onMemberChange(() => this.#watch(connector));
    this.#watch(connector);
  }

  /** The session of whoever is signed in; null for a guest. */
  get current(): StreamSession | null {
    return this.#session;
  }

  /** Whether another device sounds and this one is its remote control. */
  get isRemote(): boolean {
    return this.#deps.store.getState().remote !== null;
  }

  get needsNoWait(): boolean {
    return this.#opening === null && !this.#session?.isComing;
  }

  /** Settles when the session is up, or when it is not worth waiting for. */
  async whenDecided(): Promise<void> {
    if (this.#opening) await this.#opening;
    if (!this.#session?.isComing) return;
    await new Promise<void>((resolve) => {
      this.#waiting.push(resolve);
      this.#deps.clock.after(PATIENCE_MS, resolve);
    });
  }

  /** Every change of the queue goes through here: shown at once, told to the session where there is one. */
  changeQueue(change: QueueChange): void {
    if (this.#session) this.#session.changeQueue(change);
    else this.#queue.shared.change(change);
    this.#queue.publish();
    this.#engine.follow();
  }

  /** The sound moves to this device, from where the other one is. */
  playHere(): void {
    const session = this.#session;
    const item = this.#queue.current;
    if (!session?.isUp || !item) return;
    const position = session.position();
    this.#deps.store.setState({ remote: null });
    const isSocket = this.#engine.sources.kindFor(item) === "socket";
    // Where this device cannot use the socket, it takes the sound over and fetches by itself.
    session.command({ t: "activate" });
    if (!isSocket) session.command({ t: "pause" });
    void this.#engine.start(item, position, { isPlaying: true, isAsked: true });
  }

  #hooks(): SessionHooks {
    const { audio, store } = this.#deps;
    const engine = this.#engine;
    const { sources } = engine;
    return {
      source: () => sources.socket,
      isPaused: () => audio.paused,
      isSounding: () => sources.current !== null && !audio.paused,
      onUp: () => {
        this.#release();
        const item = this.#queue.current;
        const session = this.#session;
        // While another device has the sound, nothing here may steer it.
        if (item && sources.current && session?.role !== "remote") sources.takeBack(item);
        if (session) session.setVolume(session.deviceId, store.getState().volume);
      },
      onDown: (failures, isFinal) => {
        if (failures > 0) this.#release();
        if (failures < MAX_FAILURES && !isFinal) return;
        this.#fallBack();
        store.setState({ remote: null, devices: [] });
        this.#show();
      },
      onChange: () => this.#show(),
      onStart: (word) => void this.#startAsked(word),
      onMoved: () => {
        const { position } = store.getState();
        engine.silence();
        store.setState({ position });
      },
      onPlaying: (isPlaying) => {
        if (sources.kind !== "socket" || isPlaying === !audio.paused) return;
        if (isPlaying) engine.play();
        else engine.pause();
      },
      onVolume: (volume) => {
        store.setState({ volume, isMuted: false });
        engine.applyVolume();
      },
      onGone: (itemId) => {
        if (this.#queue.itemOf(itemId)) engine.skip(itemId, "gone");
      },
      onRefused: () => this.#fallBack(),
    };
  }

  #release(): void {
    for (const done of this.#waiting) done();
    this.#waiting = [];
  }

  /** The session decided what plays here: another device pressed a button. */
  async #startAsked(word: StreamWord): Promise<void> {
    const uid = word.item_id;
    if (uid === null) return;
    const at = word.position_ms / 1000;
    const isKnown = this.#queue.itemOf(uid) !== null;
    if (!isKnown) await this.#queue.loadTracks();
    const index = this.#queue.shown.items.findIndex((item) => item.uid === uid);
    if (index === -1 || this.#session?.role !== "active") return;
    // What came while the track was looked up is lost: it is asked for again.
    void this.#engine.playAt(index, at, { isAsked: isKnown });
    if (isKnown) this.#engine.sources.socket?.begin(word, { isResume: false });
  }

  /** The socket is given up for what plays; the music goes on from the same place. */
  #fallBack(): void {
    const { sources } = this.#engine;
    const item = this.#queue.current;
    if (sources.kind !== "socket" || !item) return;
    const isPlaying = !this.#deps.audio.paused;
    const { position } = this.#deps.store.getState();
    if (sources.fallBack(item)) this.#engine.follow();
    else void this.#engine.start(item, position, { isPlaying });
  }

  /** Brings the store to what the session says. */
  #show(): void {
    const { store } = this.#deps;
    const { sources } = this.#engine;
    const session = this.#session;
    const audible = sources.current?.position().uid ?? null;
    const remote = session?.isUp ? session.remote : store.getState().remote;
    if (audible !== null && remote === null) this.#queue.shared.placeAt(audible);
    this.#queue.publish();
    store.setState({ remote, ...(session ? { devices: session.devices } : {}) });
    if (!sources.current && session?.state) {
      const isPlaying = remote !== null && session.state.playing;
      // The tracks of the queue may still be on their way: what is shown of it says nothing yet.
      const status = this.#queue.shared.view().index === -1 ? "idle" : isPlaying ? "playing" : "paused";
      store.setState({ status, position: session.position() });
    }
    this.#engine.follow();
  }

  /** Another device's position moves on by itself; a source that gets nothing is replaced. */
  #look(): void {
    const { store, audio } = this.#deps;
    const { remote, status } = store.getState();
    if (remote && status === "playing" && this.#session)
      store.setState({ position: this.#session.position() });
    const { socket } = this.#engine.sources;
    const isStarved = socket !== null && !audio.paused && !audio.ended && socket.ahead() < 0.1;
    this.#silentMs = isStarved ? this.#silentMs + LOOK_EVERY_MS : 0;
    if (this.#silentMs < MAX_SILENCE_MS) return;
    this.#silentMs = 0;
    this.#fallBack();
  }

  #watch(connector: SessionConnector): void {
    if (!connector.isMember()) this.#close();
    else if (!this.#session && !this.#opening)
      this.#opening = this.#open(connector).finally(() => {
        this.#opening = null;
      });
  }

  async #open(connector: SessionConnector): Promise<void> {
    const deviceId = await connector.deviceId();
    if (!connector.isMember() || this.#session) return;
    const session = new StreamSession({
      link: connector.link,
      deviceId,
      deviceName: connector.deviceName,
      queue: this.#queue.shared,
      hooks: this.#hooks(),
    });
    this.#session = session;
    this.#engine.sources.session = session;
    this.#deps.store.setState({ deviceId });
    session.connect();
  }

  #close(): void {
    this.#fallBack();
    this.#session?.close();
    this.#session = null;
    this.#engine.sources.session = null;
    this.#queue.shared.settle();
    this.#release();
    this.#deps.store.setState({ remote: null, devices: [], deviceId: null });
  }
}
