import type { Track } from "@veza/contracts/http/tracks";
import { codeOf } from "../../lib/api/api-error.ts";
import { audioElement, prefersNativeHls } from "../player/audio-element.ts";
import { HlsSource } from "../player/hls-source.ts";
import { canUseMediaSource, MseSource } from "../player/mse-source.ts";
import { isPlayable, type QueueItem } from "../player/queue.ts";
import type { PlaybackSource, SourceEvents } from "../player/source.ts";
import { fetchTrack } from "../tracks/calls.ts";
import type { PartyPlayer, PartyTrackRef } from "./party-player.ts";

export interface ElementPlayerHooks {
  /** Whether the page's element is the party's now. */
  isLent(): boolean;
  /** The browser wants a click before it plays. */
  onBlocked(): void;
  /** This item cannot be heard by this listener or in this browser; null: it can again. */
  onMissing(itemId: string | null): void;
}

/** What is on its way: where it is to stand once it is here. */
interface Pending {
  item: PartyTrackRef;
  seconds: number;
}

/** After a failed look-up of a track. */
const RETRY_MS = 2_000;
/** `HTMLMediaElement.HAVE_FUTURE_DATA`: the next moment is here as well. */
const HAVE_FUTURE_DATA = 3;

/** A party's sound through the page's one audio element, with segments by HTTP. */
export class ElementPlayer implements PartyPlayer {
  readonly #audio = audioElement();
  readonly #hooks: ElementPlayerHooks;
  readonly #tracks = new Map<string, Track>();
  readonly #items = new Map<string, QueueItem>();
  /** Tracks that Media Source failed on. */
  readonly #fallen = new Set<string>();
  #source: PlaybackSource | null = null;
  #kind: "mse" | "hls" | null = null;
  #pending: Pending | null = null;
  #following: string | null = null;
  #rate = 1;

  constructor(hooks: ElementPlayerHooks) {
    this.#hooks = hooks;
  }

  load(item: PartyTrackRef, positionSeconds: number): void {
    if (!this.#hooks.isLent()) return;
    const source = this.#source;
    if (this.#pending === null && this.#following === item.item_id && source?.skipTo(item.item_id)) {
      this.#following = null;
      if (positionSeconds > 0.02) source.seek(positionSeconds);
      return;
    }
    this.#following = null;
    const pending = { item, seconds: positionSeconds };
    this.#pending = pending;
    void this.#open(pending);
  }

  prepare(item: PartyTrackRef | null): void {
    this.#following = item?.item_id ?? null;
    if (item === null) this.#source?.follow(null);
    else void this.#follow(item);
  }

  play(): void {
    if (!this.#hooks.isLent()) return;
    this.#audio.play().then(
      () => this.#apply(),
      (error: unknown) => {
        // AbortError: it was paused or replaced meanwhile.
        if (error instanceof DOMException && error.name === "NotAllowedError") this.#hooks.onBlocked();
      },
    );
  }

  pause(): void {
    if (this.#hooks.isLent()) this.#audio.pause();
  }

  seek(seconds: number): void {
    if (!this.#hooks.isLent()) return;
    if (this.#pending) this.#pending.seconds = seconds;
    else this.#source?.seek(seconds);
  }

  rate(rate: number): void {
    this.#rate = rate;
    this.#apply();
  }

  position(): { item_id: string | null; seconds: number } {
    const { item, seconds: wanted } = this.#pending ?? {};
    if (item !== undefined && wanted !== undefined) return { item_id: item.item_id, seconds: wanted };
    const { uid, seconds } = this.#source?.position() ?? { uid: null, seconds: 0 };
    return { item_id: uid, seconds };
  }

  isReady(): boolean {
    const { seeking, readyState } = this.#audio;
    return this.#pending === null && this.#source !== null && !seeking && readyState >= HAVE_FUTURE_DATA;
  }

  isSounding(): boolean {
    return this.isReady() && !this.#audio.paused && !this.#audio.ended;
  }

  isPaused(): boolean {
    return this.#audio.paused;
  }

  /** Lets the element go. `isTaken`: something else plays on it already. A later `load` takes it again. */
  release({ isTaken }: { isTaken: boolean }): void {
    this.#pending = null;
    this.#following = null;
    this.#source?.dispose();
    this.#source = null;
    this.#audio.playbackRate = 1;
    this.#audio.defaultPlaybackRate = 1;
    if (isTaken) return;
    this.#audio.pause();
    this.#audio.removeAttribute("src");
    this.#audio.load();
  }

  #apply(): void {
    if (!this.#hooks.isLent()) return;
    this.#audio.preservesPitch = true;
    if (this.#audio.playbackRate !== this.#rate) this.#audio.playbackRate = this.#rate;
  }

  async #open(pending: Pending): Promise<void> {
    const { item } = pending;
    const track = await this.#track(item.track_id, () => this.#pending === pending);
    if (this.#pending !== pending) return;
    if (track === null || !isPlayable(track)) {
      this.#hooks.onMissing(item.item_id);
      return;
    }
    this.#hooks.onMissing(null);
    const place = this.#place(item, track);
    const source = this.#sourceFor(track);
    const at = pending.seconds;
    if (!this.#hooks.isLent()) return;
    await source.load(place, at);
    if (this.#pending !== pending) return;
    this.#pending = null;
    if (Math.abs(pending.seconds - at) > 0.02) source.seek(pending.seconds);
  }

  async #follow(item: PartyTrackRef): Promise<void> {
    const isWanted = () => this.#following === item.item_id;
    const track = await this.#track(item.track_id, isWanted);
    if (!isWanted() || track === null || !isPlayable(track) || this.#pending !== null) return;
    this.#source?.follow(this.#place(item, track));
  }

  /**
   * The track as this listener gets it; null when it is not for them. Goes on asking through a lost network.
   */
  async #track(trackId: string, isWanted: () => boolean): Promise<Track | null> {
    const known = this.#tracks.get(trackId);
    if (known) return known;
    while (isWanted()) {
      try {
        const track = await fetchTrack(trackId);
        this.#tracks.set(trackId, track);
        return track;
      } catch (error) {
        const code = codeOf(error);
        if (code === "not_found" || code === "forbidden" || code === "invalid_request") return null;
        await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
      }
    }
    return null;
  }

  #place(item: PartyTrackRef, track: Track): QueueItem {
    const place = { uid: item.item_id, track };
    this.#items.set(item.item_id, place);
    return place;
  }

  #sourceFor(track: Track): PlaybackSource {
    const kind =
      canUseMediaSource(track) && !prefersNativeHls() && !this.#fallen.has(track.id) ? "mse" : "hls";
    if (this.#source && this.#kind === kind) return this.#source;
    this.#source?.dispose();
    this.#kind = kind;
    const deps = {
      audio: this.#audio,
      events: this.#events,
      fetchTrack: (trackId: string) => fetchTrack(trackId),
      onTrack: (it: Track) => void this.#tracks.set(it.id, it),
      itemOf: (uid: string) => this.#items.get(uid) ?? null,
    };
    this.#source =
      kind === "mse" ? new MseSource(deps) : new HlsSource({ ...deps, isNative: prefersNativeHls() });
    return this.#source;
  }

  readonly #events: SourceEvents = {
    onItem: (uid) => {
      if (this.#following === uid) this.#following = null;
    },
    // What follows is the party's to say.
    onEnded: () => {},
    onRendition: () => {},
    onTrouble: () => {},
    onGone: (uid) => this.#hooks.onMissing(uid),
    onUnplayable: (uid, cause) => {
      console.info("This source cannot play the track.", cause);
      const place = this.#items.get(uid);
      const wasMse = this.#kind === "mse" && place !== undefined && !this.#fallen.has(place.track.id);
      if (!wasMse) {
        this.#hooks.onMissing(uid);
        return;
      }
      this.#fallen.add(place.track.id);
      const { seconds } = this.position();
      const duration_ms = place.track.duration_ms ?? 0;
      this.load({ item_id: uid, track_id: place.track.id, duration_ms }, seconds);
    },
  };
}
