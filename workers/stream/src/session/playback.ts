import type { Entitlement } from "@veza/contracts/rpc";
import { seekAbr } from "@veza/core/abr";
import { followingIndex } from "@veza/core/play-queue";
import { advanceFlow, listenerPosition } from "./flow.ts";
import type { Link } from "./link.ts";
import { startListening } from "./listen-time.ts";
import type { Listening } from "./listening.ts";
import type { MediaIndex } from "./media-index.ts";
import { clockOf, pump } from "./pump.ts";
import { aboutTrack, readyFrame, tellAll } from "./session-frames.ts";
import type { SessionHolder } from "./session-holder.ts";
import { currentItem, positionAt, type StreamFlow } from "./state.ts";

export interface PlaybackDeps {
  now(): number;
  links(): Link[];
  /** Null: the listener may not hear it (any more). Remembered until the answer expires. */
  entitle(link: Link, track_id: string): Promise<Entitlement | null>;
  /** Null: the files are not there. */
  index(track_id: string, folder: string): Promise<MediaIndex | null>;
  read(key: string): Promise<ArrayBuffer | null>;
  onError(cause: unknown): void;
  /** Work that goes on after the frame was answered. */
  background(work: Promise<void>): void;
}

/** Stream numbers are seven bits in the header of a binary frame. */
const STREAMS = 128;
/** A change of quality is heard after about this long: what lies further ahead is sent again. */
const SWITCH_AFTER_MS = 2_000;

/** The audio of the active device: what is announced, sent, sent ahead, taken back. */
export class Playback {
  readonly #deps: PlaybackDeps;
  readonly #holder: SessionHolder;
  readonly #listening: Listening;

  constructor(deps: PlaybackDeps, holder: SessionHolder, listening: Listening) {
    this.#deps = deps;
    this.#holder = holder;
    this.#listening = listening;
  }

  active(): Link | null {
    const { active_device_id } = this.#holder.value;
    return this.#deps.links().find((link) => link.state.device_id === active_device_id) ?? null;
  }

  /**
   * The current item's audio starts on a device: announced, then sent.
   * @param how `ready` for the first frame of a socket, `now` on one that is there
   * @param from_ms where the audio begins
   * @param had for a device that has some of it from a socket before: where the listener is, and where its
   * audio began
   */
  async begin(
    link: Link,
    how: "ready" | "now",
    from_ms: number,
    had = { heard_ms: from_ms, kept_from_ms: from_ms },
  ): Promise<void> {
    link.epoch += 1;
    const { epoch } = link;
    const item = currentItem(this.#holder.value);
    if (item === null) return;
    const known = await this.#open(link, item.track_id);
    if (link.epoch !== epoch) return;
    if (known === null) {
      if (how === "ready") await this.welcome(link);
      this.#gone(link, item.item_id);
      if (this.#holder.value.playing) this.#stop();
      return;
    }
    const { entitlement, index } = known;
    const now = this.#deps.now();
    const n = link.state.flow?.next_stream ?? 0;
    const position = Math.min(from_ms, Math.max(0, index.duration_ms - 50));
    const listened = Math.min(had.heard_ms, position);
    const before = link.state.listened;
    link.set({
      flow: {
        next_stream: (n + 1) % STREAMS,
        current: {
          ...streamOf(n, item, entitlement.folder, index.duration_ms, position),
          from_ms: Math.min(had.kept_from_ms, position),
        },
        next: null,
        anchor: { position_ms: listened, at_ms: now },
      },
      report: null,
      abr: seekAbr(link.state.abr),
      listened:
        how === "ready" && before?.track_id === item.track_id
          ? { ...before, last: null }
          : startListening(item.track_id, now),
      may_lossless: entitlement.may_lossless,
    });
    this.#holder.save({ duration_ms: index.duration_ms, position_ms: listened, at_ms: now });
    const about = {
      stream: n,
      item_id: item.item_id,
      position_ms: Math.round(position),
      ...aboutTrack(entitlement, index),
    };
    if (how === "ready") {
      link.isGreeted = true;
      link.tell(readyFrame(link, this.#deps.links(), this.#holder.value, about, now));
    } else link.tell({ t: "track.ready", when: "now", ...about });
    // The handshake waits for nobody; a device that is there gets its audio before all other words.
    if (how === "ready") this.pump(link);
    else await this.#pumpNow(link);
  }

  /** `session.ready` for a device that gets no audio. */
  async welcome(link: Link): Promise<void> {
    const item = currentItem(this.#holder.value);
    const known = item === null ? null : await this.#open(link, item.track_id);
    const now = this.#deps.now();
    const about = {
      stream: 0,
      item_id: item?.item_id ?? null,
      position_ms: Math.round(positionAt(this.#holder.value, now)),
      ...(known === null
        ? { track: null, duration_ms: 0, renditions: [] }
        : aboutTrack(known.entitlement, known.index)),
    };
    link.isGreeted = true;
    link.tell(readyFrame(link, this.#deps.links(), this.#holder.value, about, now));
  }

  seek(link: Link, position_ms: number): void {
    const { flow, listened } = link.state;
    if (flow === null) return;
    link.epoch += 1;
    const from = { from_ms: position_ms, sent_to_ms: position_ms, asked_ms: position_ms };
    const current = { ...flow.current, ...from, is_done: false };
    link.set({
      flow: { ...flow, current, anchor: { position_ms, at_ms: this.#deps.now() } },
      report: null,
      abr: seekAbr(link.state.abr),
      listened: listened === null ? null : { ...listened, last: null },
    });
    link.tell({ t: "seeked", stream: flow.current.n, position_ms: Math.round(position_ms) });
    this.pump(link);
  }

  /** Playing or paused from here on. */
  anchor(link: Link): void {
    const { flow } = link.state;
    const now = this.#deps.now();
    if (flow === null) return;
    const position_ms = positionAt(this.#holder.value, now);
    link.set({ flow: { ...flow, anchor: { position_ms, at_ms: now } }, report: null });
  }

  silence(link: Link): void {
    link.epoch += 1;
    link.set({ flow: null, report: null, listened: null });
  }

  /** What is heard has passed into the stream that was sent ahead. False: that stream does not follow. */
  advance(link: Link, n: number): boolean {
    const { flow } = link.state;
    const session = this.#holder.value;
    const now = this.#deps.now();
    if (flow === null || flow.next?.n !== n || link.state.device_id !== session.active_device_id)
      return false;
    const after = advanceFlow(flow, now);
    if (after === null) return false;
    const left = positionAt(session, now);
    const end = flow.current.duration_ms;
    this.#listening.leaveTrack(link, left >= end - 1_500 ? end : left);
    const { item_id, duration_ms, track_id } = after.current;
    const index = session.queue.items.findIndex((item) => item.item_id === item_id);
    const queue = index === -1 ? session.queue : { ...session.queue, index };
    this.#holder.save({ queue, position_ms: 0, at_ms: now, duration_ms });
    link.set({ flow: after, report: null, listened: startListening(track_id, now) });
    tellAll(this.#deps.links(), this.#holder.value, ["state", "queue"]);
    this.pump(link);
    return true;
  }

  /** Another rendition from about two seconds on. */
  setQuality(link: Link, wanted: number | "auto"): void {
    const { flow } = link.state;
    if (wanted === link.state.quality) return;
    link.set({ quality: wanted });
    if (flow === null) return;
    const position = listenerPosition(flow, clockOf(link, this.#holder.value, this.#deps.now()));
    const sent_to_ms = Math.min(flow.current.sent_to_ms, position + SWITCH_AFTER_MS);
    if (sent_to_ms >= flow.current.duration_ms) return;
    if (flow.next !== null) link.tell({ t: "track.dropped", stream: flow.next.n });
    link.epoch += 1;
    const current = { ...flow.current, sent_to_ms, asked_ms: sent_to_ms, is_done: false };
    link.set({ flow: { ...flow, next: null, current } });
    this.pump(link);
  }

  /**
   * What follows the current item is announced, and its beginning sent ahead; what does not follow any more
   * is dropped.
   */
  prepare(link: Link): void {
    const { flow } = link.state;
    const { queue } = this.#holder.value;
    if (flow === null) return;
    const following = queue.items[followingIndex(queue, "ended")] ?? null;
    if (flow.next !== null && flow.next.item_id !== following?.item_id) {
      link.tell({ t: "track.dropped", stream: flow.next.n });
      link.set({ flow: { ...flow, next: null } });
    }
    const isOpen = link.state.flow?.next === null && following !== null;
    if (!isOpen || link.preparing === following.item_id || link.unplayable === following.item_id) return;
    link.preparing = following.item_id;
    this.#deps.background(
      this.#announce(link, following).finally(() => {
        link.preparing = null;
      }),
    );
  }

  pump(link: Link): void {
    this.#deps.background(this.#pumpNow(link));
  }

  #pumpNow(link: Link): Promise<void> {
    return pump(link, {
      now: this.#deps.now,
      session: () => this.#holder.value,
      entitle: this.#deps.entitle,
      index: this.#deps.index,
      read: this.#deps.read,
      onGone: (it, stream) => this.#onGone(it, stream),
      onSent: (it, rendition, seconds, isSwitch) => this.#listening.onSent(it, rendition, seconds, isSwitch),
      onSafe: (it) => this.prepare(it),
      onError: this.#deps.onError,
    });
  }

  async #announce(link: Link, item: { item_id: string; track_id: string }): Promise<void> {
    const known = await this.#open(link, item.track_id);
    const { flow } = link.state;
    const { queue } = this.#holder.value;
    const following = queue.items[followingIndex(queue, "ended")];
    if (flow === null || flow.next !== null || following?.item_id !== item.item_id) return;
    if (known === null) {
      link.unplayable = item.item_id;
      this.#gone(link, item.item_id);
      return;
    }
    const { entitlement, index } = known;
    const n = flow.next_stream;
    const next = streamOf(n, item, entitlement.folder, index.duration_ms, 0);
    link.set({ flow: { ...flow, next_stream: (n + 1) % STREAMS, next } });
    const about = aboutTrack(entitlement, index);
    link.tell({ t: "track.ready", when: "next", stream: n, item_id: item.item_id, position_ms: 0, ...about });
    this.pump(link);
  }

  async #open(link: Link, track_id: string): Promise<{ entitlement: Entitlement; index: MediaIndex } | null> {
    const entitlement = await this.#deps.entitle(link, track_id);
    if (entitlement === null) return null;
    const index = await this.#deps.index(track_id, entitlement.folder);
    return index === null ? null : { entitlement, index };
  }

  #gone(link: Link, item_id: string): void {
    link.tell({ t: "error", code: "not_found", message: "This track can't be played any more.", item_id });
  }

  /** Withdrawn, deleted, or its files are gone: in the middle of it, or while it was sent ahead. */
  #onGone(link: Link, stream: StreamFlow): void {
    const { flow } = link.state;
    if (flow === null) return;
    this.#gone(link, stream.item_id);
    if (flow.next?.n === stream.n) {
      link.unplayable = stream.item_id;
      link.set({ flow: { ...flow, next: null } });
      return;
    }
    this.#listening.leaveTrack(link);
    this.silence(link);
    this.#stop();
  }

  #stop(): void {
    const now = this.#deps.now();
    const position_ms = positionAt(this.#holder.value, now);
    this.#holder.save({ playing: false, position_ms, at_ms: now });
    tellAll(this.#deps.links(), this.#holder.value, ["state"]);
  }
}

function streamOf(
  n: number,
  item: { item_id: string; track_id: string },
  folder: string,
  duration_ms: number,
  from_ms: number,
): StreamFlow {
  const place = { n, item_id: item.item_id, track_id: item.track_id, folder, duration_ms };
  return { ...place, rendition: null, from_ms, sent_to_ms: from_ms, asked_ms: from_ms, is_done: false };
}
