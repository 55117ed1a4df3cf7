import type { Track } from "@veza/contracts/http/tracks";
import type Hls from "hls.js/light";
import { codeOf } from "../../lib/api/api-error.ts";
import { isGrantEnding, underGrant } from "./grant.ts";
import { AUTO, type Quality } from "./quality.ts";
import { isPlayable, type QueueItem } from "./queue.ts";
import type { PlaybackSource, SourceEvents } from "./source.ts";

interface Deps {
  audio: HTMLAudioElement;
  events: SourceEvents;
  fetchTrack(trackId: string): Promise<Track>;
  onTrack(track: Track): void;
  /** Safari's own HLS instead of hls.js. */
  isNative: boolean;
}

/** One track at a time through Safari's HLS or hls.js: where the gapless source does not apply. */
export class HlsSource implements PlaybackSource {
  readonly #deps: Deps;
  #item: QueueItem | null = null;
  #hls: Hls | null = null;
  #quality: Quality = AUTO;
  #manifest = "";
  #failures = 0;

  constructor(deps: Deps) {
    this.#deps = deps;
    deps.audio.addEventListener("ended", this.#onEnded);
    deps.audio.addEventListener("error", this.#onElementError);
    deps.audio.addEventListener("playing", this.#onPlaying);
  }

  async load(item: QueueItem, at: number): Promise<void> {
    this.#item = item;
    this.#failures = 0;
    await this.#attach(item.track, at);
  }

  follow(_item: QueueItem | null): void {
    // One element, one manifest: the following track is loaded when this one has ended.
  }

  seek(seconds: number): void {
    this.#deps.audio.currentTime = Math.max(0, seconds);
  }

  skipTo(_uid: string): boolean {
    return false;
  }

  position(): { uid: string | null; seconds: number; bufferedTo: number } {
    const { audio } = this.#deps;
    const { buffered } = audio;
    const bufferedTo = buffered.length > 0 ? buffered.end(buffered.length - 1) : 0;
    return { uid: this.#item?.uid ?? null, seconds: audio.currentTime, bufferedTo };
  }

  untilNext(): number | null {
    return null;
  }

  setQuality(quality: Quality): void {
    this.#quality = quality;
    if (this.#hls) this.#hls.nextLevel = this.#levelOf(quality);
  }

  dispose(): void {
    const { audio } = this.#deps;
    audio.removeEventListener("ended", this.#onEnded);
    audio.removeEventListener("error", this.#onElementError);
    audio.removeEventListener("playing", this.#onPlaying);
    this.#hls?.destroy();
    this.#hls = null;
    this.#item = null;
  }

  async #attach(track: Track, at: number): Promise<void> {
    const { audio, events } = this.#deps;
    const fresh = isGrantEnding(track, Date.now()) ? await this.#refetch(track.id) : track;
    if (!fresh || fresh.stream_manifest_url === null || this.#item?.track.id !== track.id) return;
    this.#manifest = fresh.stream_manifest_url;
    if (this.#deps.isNative) {
      audio.src = this.#manifest;
      if (at > 0) audio.currentTime = at;
      events.onRendition(null);
      return;
    }
    const { default: HlsPlayer } = await import("hls.js/light");
    this.#hls?.destroy();
    const hls = new HlsPlayer({
      startPosition: at,
      // Not the whole track at once: who skips should not have paid for it, and plays are counted by the pace
      // of fetching.
      maxMaxBufferLength: 60,
      xhrSetup: (xhr, url) => xhr.open("GET", underGrant(url, this.#manifest), true),
    });
    this.#hls = hls;
    hls.on(HlsPlayer.Events.MANIFEST_PARSED, () => {
      hls.nextLevel = this.#levelOf(this.#quality);
    });
    hls.on(HlsPlayer.Events.LEVEL_SWITCHED, (_event, { level }) => events.onRendition(this.#nameOf(level)));
    hls.on(HlsPlayer.Events.FRAG_LOADED, () => events.onTrouble(null));
    hls.on(HlsPlayer.Events.ERROR, (_event, data) => {
      if (data.response?.code === 403) void this.#renew(() => hls.startLoad());
      else if (data.fatal && data.type === HlsPlayer.ErrorTypes.NETWORK_ERROR)
        this.#retryNetwork(() => hls.startLoad());
      else if (data.fatal && this.#item) events.onUnplayable(this.#item.uid, data.error);
    });
    hls.loadSource(this.#manifest);
    hls.attachMedia(audio);
  }

  #levelOf(quality: Quality): number {
    return this.#hls?.levels.findIndex((level) => level.uri.split("/").includes(quality)) ?? -1;
  }

  #nameOf(level: number): string | null {
    const parts = this.#hls?.levels[level]?.uri.split("/") ?? [];
    return this.#item?.track.audio?.renditions.find((it) => parts.includes(it.name))?.name ?? null;
  }

  /** The newest answer for a track; null after telling why there is none. */
  async #refetch(trackId: string): Promise<Track | null> {
    const { events, fetchTrack, onTrack } = this.#deps;
    try {
      const track = await fetchTrack(trackId);
      onTrack(track);
      if (isPlayable(track)) return track;
    } catch (error) {
      const code = codeOf(error);
      if (code !== "not_found" && code !== "forbidden") {
        events.onTrouble(code === "offline" ? "offline" : "network");
        return null;
      }
    }
    if (this.#item) events.onGone(this.#item.uid);
    return null;
  }

  async #renew(resume: () => void): Promise<void> {
    const track = this.#item && (await this.#refetch(this.#item.track.id));
    if (!track || track.stream_manifest_url === null) return;
    this.#manifest = track.stream_manifest_url;
    resume();
  }

  #retryNetwork(again: () => void): void {
    this.#deps.events.onTrouble(navigator.onLine ? "network" : "offline");
    const delay = Math.random() * Math.min(10_000, 500 * 2 ** this.#failures) + 200;
    this.#failures += 1;
    setTimeout(again, delay);
  }

  readonly #onEnded = () => this.#deps.events.onEnded();

  readonly #onPlaying = () => {
    this.#failures = 0;
    this.#deps.events.onTrouble(null);
  };

  /** Safari only: an ended grant or a lost network stops the element; it goes on where it stood. */
  readonly #onElementError = () => {
    const item = this.#item;
    const { audio, events } = this.#deps;
    if (!this.#deps.isNative || !item) return;
    if (this.#failures >= 6) {
      events.onUnplayable(item.uid, audio.error);
      return;
    }
    const at = audio.currentTime;
    const isPlaying = !audio.paused;
    this.#retryNetwork(() => {
      void this.#renew(() => {
        audio.src = this.#manifest;
        audio.currentTime = at;
        if (isPlaying)
          audio.play().catch((error: unknown) => console.info("Playback waits for a gesture.", error));
      });
    });
  };
}
