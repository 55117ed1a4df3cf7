import { Figures } from "../stream/meter.ts";
import { gainDbOf, sliderToAmplitude } from "./loudness.ts";
import type { PlayerDeps } from "./player-deps.ts";
import type { PlayerQueue } from "./player-queue.ts";
import { currentOf, followingOf, type QueueItem } from "./queue.ts";
import type { SourceEvents } from "./source.ts";
import { Sources } from "./sources.ts";

interface StartOptions {
  isPlaying: boolean;
  /** The session knows already that this item is to be heard here. */
  isAsked?: boolean;
}

/** Plays the queue on this device: the element, its source, and what the store shows of both. */
export class Engine {
  readonly #deps: PlayerDeps;
  readonly #queue: PlayerQueue;
  readonly #figures: Figures;
  /** How audio gets here; the listener's session hangs on it. */
  readonly sources: Sources;

  constructor(deps: PlayerDeps, queue: PlayerQueue) {
    this.#deps = deps;
    this.#queue = queue;
    this.#figures = new Figures(deps.clock.now);
    this.sources = new Sources(deps, queue, this.#events());
    this.#followElement();
    this.applyVolume();
  }

  /** Tells the listener why an item is left out and goes on with the one after it. */
  skip(uid: string, why: "gone" | "unplayable"): void {
    const queue = this.#queue.shown;
    const at = queue.items.findIndex((item) => item.uid === uid);
    const item = queue.items[at];
    if (!item) return;
    this.#deps.tell({ kind: why, title: item.track.title });
    if (at !== queue.index) return;
    if (queue.items[queue.index + 1]) void this.playAt(queue.index + 1);
    else this.pause();
  }

  /**
   * Loads an item from `at` seconds. Settles when the element has its source; data may still be on its way.
   */
  async start(item: QueueItem, at: number, { isPlaying, isAsked = false }: StartOptions): Promise<void> {
    const { store, gain } = this.#deps;
    store.setState({
      position: at,
      bufferedTo: 0,
      rendition: null,
      trouble: null,
      status: isPlaying ? "loading" : "paused",
    });
    const { sources } = this;
    const target = sources.pick(item);
    if (store.getState().isNormalised) gain.enable();
    const ready = target.load(item, at);
    if (sources.kind === "socket" && !isAsked) {
      sources.session?.claim();
      sources.session?.command({ t: "jump", item_id: item.uid, position_ms: Math.round(at * 1000) });
    }
    this.applyGain();
    // Asked for before the data is there: only so does the click that led here still count as a gesture.
    if (isPlaying) void this.resume();
    await ready;
    this.follow();
  }

  /** Plays the item at an index of the shown queue here, from `at` seconds. */
  async playAt(index: number, at = 0, options: { isAsked?: boolean } = {}): Promise<void> {
    const item = this.#queue.shown.items[index];
    if (!item) return;
    this.#queue.placeAt(item.uid);
    this.#figures.clicked();
    await this.start(item, at, { isPlaying: true, ...options });
  }

  /** To the item after the current one: at once when its beginning is here. */
  next(): void {
    const item = followingOf(this.#queue.shown);
    if (!item) return;
    if (this.sources.current?.skipTo(item.uid)) {
      if (this.#deps.audio.paused) void this.resume();
    } else void this.playAt(this.#queue.indexAfter("skipped"));
  }

  async resume(): Promise<void> {
    const { gain, audio, store } = this.#deps;
    gain.resume();
    try {
      await audio.play();
      store.setState({ isBlocked: false });
    } catch (error) {
      if (!(error instanceof DOMException)) throw error;
      // AbortError: another load came first. NotAllowedError: the browser wants a gesture.
      if (error.name === "NotAllowedError") store.setState({ isBlocked: true, status: "paused" });
    }
  }

  pause(): void {
    this.#deps.audio.pause();
    this.#figures.paused();
    this.#deps.store.setState({ status: "paused" });
  }

  toggle(): void {
    const { queue, status, position } = this.#deps.store.getState();
    if (!currentOf(queue)) return;
    if (!this.sources.current) void this.playAt(queue.index, position);
    else if (status === "playing" || status === "loading") this.pause();
    else this.play();
  }

  /** Goes on with what is loaded; what was heard to its end begins anew. */
  play(): void {
    const { audio, store, gain } = this.#deps;
    if (audio.ended) this.seek(0);
    if (store.getState().isNormalised) gain.enable();
    void this.resume();
  }

  seek(seconds: number): void {
    this.sources.current?.seek(seconds);
    this.#deps.store.setState({ position: Math.max(0, seconds) });
  }

  /** The source goes and the element is silent; queue and position stay to be seen. */
  silence(): void {
    const { audio, store } = this.#deps;
    this.sources.clear();
    audio.pause();
    audio.removeAttribute("src");
    audio.load();
    this.#figures.paused();
    store.setState({ status: "paused", bufferedTo: 0, rendition: null, trouble: null });
  }

  /** Stops everything: the queue is empty. */
  stop(): void {
    this.silence();
    this.#deps.store.setState({ status: "idle", position: 0 });
  }

  /** The queue changed around what plays: what follows may be another. */
  follow(): void {
    this.sources.current?.follow(this.#queue.prepared());
  }

  /** Seconds within the current item, finer than the store's. */
  livePosition(): number {
    const { audio, store } = this.#deps;
    // An ended item stands at its start: that is where it goes on.
    if (audio.ended) return store.getState().position;
    return this.sources.current?.position().seconds ?? store.getState().position;
  }

  applyQuality(): void {
    this.sources.current?.setQuality(this.#deps.store.getState().quality);
  }

  applyVolume(): void {
    const { audio, store } = this.#deps;
    const { volume, isMuted } = store.getState();
    audio.volume = sliderToAmplitude(volume);
    audio.muted = isMuted;
  }

  applyGain(): void {
    const { store, gain } = this.#deps;
    const { isNormalised, queue } = store.getState();
    if (isNormalised && this.sources.current) gain.enable();
    const item = currentOf(queue);
    gain.set(isNormalised && item ? gainDbOf(item.track) : 0);
  }

  /** Just before a join, the next track's gain is put where the join will be. */
  #planGain(): void {
    const { store, audio, gain } = this.#deps;
    const left = this.sources.current?.untilNext() ?? null;
    const item = this.#queue.prepared();
    if (left === null || left > 0.4 || !store.getState().isNormalised || !item || audio.paused) return;
    gain.set(gainDbOf(item.track), left);
  }

  #report(): void {
    const { audio, store } = this.#deps;
    const source = this.sources.current;
    if (!source || audio.ended) return;
    const { seconds, bufferedTo, uid } = source.position();
    const { queue, position } = store.getState();
    if (uid !== currentOf(queue)?.uid) return;
    if (Math.abs(seconds - position) > 0.05) store.setState({ position: seconds, bufferedTo });
    this.#planGain();
  }

  #followElement(): void {
    const { audio, store } = this.#deps;
    audio.addEventListener("timeupdate", () => this.#report());
    audio.addEventListener("progress", () => this.#report());
    audio.addEventListener("playing", () => {
      store.setState({ status: "playing", isBlocked: false });
      const stats = this.#figures.playing();
      if (stats && this.sources.kind === "socket") this.sources.session?.send(stats);
    });
    audio.addEventListener("waiting", () => {
      if (audio.paused) return;
      this.#figures.waiting(audio.seeking);
      store.setState({ status: "loading" });
    });
    audio.addEventListener("pause", () => {
      // Between two loads the element pauses by itself; that is not the listener's pause.
      if (!audio.ended && audio.readyState > 1) store.setState({ status: "paused" });
    });
  }

  #events(): SourceEvents {
    const { store, audio } = this.#deps;
    return {
      onItem: (uid) => {
        if (!this.#queue.placeAt(uid)) return;
        store.setState({ position: 0 });
        this.applyGain();
        const item = this.#queue.current;
        // Between two tracks nobody hears whether the socket has come back.
        if (item) this.sources.takeBack(item);
        this.follow();
      },
      onEnded: () => {
        const next = this.#queue.indexAfter("ended");
        if (next !== -1) {
          void this.playAt(next);
          return;
        }
        if (this.sources.kind === "socket") this.sources.session?.report({ isEnded: true });
        store.setState({ status: "paused", position: 0 });
      },
      onRendition: (rendition) => store.setState({ rendition }),
      onTrouble: (trouble) => {
        if (store.getState().trouble !== trouble) store.setState({ trouble });
      },
      onGone: (uid) => this.skip(uid, "gone"),
      onUnplayable: (uid, cause) => {
        console.info("This source cannot play the track.", cause);
        const item = this.#queue.current;
        const { kind } = this.sources;
        if ((kind === "gapless" || kind === "socket") && item?.uid === uid) {
          this.sources.avoid(item.track.id);
          void this.start(item, store.getState().position, { isPlaying: !audio.paused });
        } else if (item?.uid === uid) this.skip(uid, "unplayable");
      },
    };
  }
}
