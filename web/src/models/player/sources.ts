import type { StreamSession } from "../stream/session.ts";
import type { PlayerDeps, SocketFed } from "./player-deps.ts";
import type { PlayerQueue } from "./player-queue.ts";
import type { QueueItem } from "./queue.ts";
import type { PlaybackSource, SourceEvents } from "./source.ts";

export type Kind = "socket" | "gapless" | "hls" | "native";

/** After it failed for a track, the socket is not tried again for that track for so long. */
const REST_MS = 60_000;

/** Which way audio gets into the element now, and how it changes without being noticed. */
export class Sources {
  readonly #deps: PlayerDeps;
  readonly #queue: PlayerQueue;
  readonly #events: SourceEvents;
  #source: PlaybackSource | null = null;
  #socket: SocketFed | null = null;
  #kind: Kind | null = null;
  /** Tracks that Media Source failed on: hls.js gets a chance before the listener is told. */
  readonly #fallen = new Set<string>();
  #rest: { trackId: string; until: number } | null = null;
  session: StreamSession | null = null;

  constructor(deps: PlayerDeps, queue: PlayerQueue, events: SourceEvents) {
    this.#deps = deps;
    this.#queue = queue;
    this.#events = events;
  }

  get current(): PlaybackSource | null {
    return this.#source;
  }

  get kind(): Kind | null {
    return this.#kind;
  }

  /** The source that the session's socket feeds; null while something else plays, or nothing. */
  get socket(): SocketFed | null {
    return this.#socket;
  }

  kindFor(item: QueueItem): Kind {
    const { sources } = this.#deps;
    const hasMedia = sources.canAppend(item.track) && !this.#fallen.has(item.track.id);
    if (hasMedia && this.#canUseSocket(item)) return "socket";
    if (sources.prefersNative()) return "native";
    return hasMedia ? "gapless" : "hls";
  }

  /** The source for an item; the one that is there when it is of the right kind. */
  pick(item: QueueItem): PlaybackSource {
    const wanted = this.kindFor(item);
    if (this.#source && this.#kind === wanted) return this.#source;
    this.#source?.dispose();
    return this.#set(wanted);
  }

  /** Media Source failed on a track: from now on it is played in another way. */
  avoid(trackId: string): void {
    this.#fallen.add(trackId);
  }

  /**
   * The socket failed: segments come by HTTP from now on, appended behind what is buffered.
   * @returns false when there is nothing to go on with, and the item must be loaded anew
   */
  fallBack(item: QueueItem): boolean {
    const before = this.#socket;
    if (!before) return true;
    this.#rest = { trackId: item.track.id, until: this.#deps.clock.now() + REST_MS };
    const timeline = this.#fallen.has(item.track.id) ? null : before.release();
    before.dispose();
    this.#source = null;
    this.#socket = null;
    if (!timeline) return false;
    this.#set("gapless").adopt?.(timeline);
    return true;
  }

  /** Back to the socket, in the same unheard way; only from where that is possible. */
  takeBack(item: QueueItem): void {
    if (this.#kind !== "gapless" || this.kindFor(item) !== "socket") return;
    const timeline = this.#source?.release?.();
    if (!timeline) return;
    this.#source?.dispose();
    this.#set("socket").adopt?.(timeline);
  }

  clear(): void {
    this.#source?.dispose();
    this.#source = null;
    this.#socket = null;
    this.#kind = null;
  }

  #canUseSocket(item: QueueItem): boolean {
    if (!this.session?.isUp) return false;
    const rest = this.#rest;
    return rest === null || rest.trackId !== item.track.id || this.#deps.clock.now() >= rest.until;
  }

  #set(kind: Kind): PlaybackSource {
    this.#socket = kind === "socket" ? this.#makeSocket() : null;
    const source = this.#socket ?? this.#makeHttp(kind === "socket" ? "gapless" : kind);
    this.#kind = kind;
    this.#source = source;
    source.setQuality(this.#deps.store.getState().quality);
    return source;
  }

  #makeSocket(): SocketFed {
    return this.#deps.sources.bySocket({
      events: this.#events,
      send: (frame) => this.session?.send(frame) ?? false,
      rejoin: (item_id, position_ms) => void this.session?.command({ t: "jump", item_id, position_ms }),
      onStored: () => this.session?.report(),
    });
  }

  #makeHttp(kind: Exclude<Kind, "socket">): PlaybackSource {
    const { sources, fetchTrack, onTrack } = this.#deps;
    return sources.byHttp(kind, {
      events: this.#events,
      fetchTrack,
      itemOf: (uid) => this.#queue.itemOf(uid),
      onTrack: (track) => {
        onTrack(track);
        this.#queue.learn([track]);
        this.#queue.publish();
      },
    });
  }
}
