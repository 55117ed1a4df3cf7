import type { Track } from "@veza/contracts/http/tracks";
import { type AbrState, initialAbr, observeThroughput, seekAbr } from "@veza/core/abr";
import { mediaSourceClass } from "./media-source-class.ts";
import { type Entry, type Feeder, MediaTimeline } from "./media-timeline.ts";
import { segmentAt } from "./playlist.ts";
import { AUTO, type Quality } from "./quality.ts";
import type { QueueItem } from "./queue.ts";
import { chooseRendition, type RenditionFacts } from "./rendition-choice.ts";
import { SegmentLoader, TrackGone } from "./segment-loader.ts";
import type { PlaybackSource, SourceEvents } from "./source.ts";
import { endOf, mediaTime, NEAR, validLength } from "./timeline.ts";
import { playableRenditions, TrackMedia } from "./track-media.ts";

/** Seconds of audio that are kept ready. */
const AHEAD = 40;
/** Seconds that a track's first segment lasts, and the others. */
const FIRST_SEGMENT = 2;
const SEGMENT = 6;
/** A wish for another quality is heard after about this long. */
const SWITCH_AFTER = 2;

/** Where the segments of one entry come from. */
interface Supply {
  loader: SegmentLoader;
  media: TrackMedia;
  renditions: RenditionFacts[];
}

interface Deps {
  audio: HTMLAudioElement;
  events: SourceEvents;
  fetchTrack(trackId: string): Promise<Track>;
  onTrack(track: Track): void;
  /** A place of the queue, for entries that another source has begun. */
  itemOf(uid: string): QueueItem | null;
}

/** Whether the gapless source can play a track in this browser. */
export function canUseMediaSource(track: Track): boolean {
  return mediaSourceClass() !== null && playableRenditions(track).length > 0;
}

/** Seconds of a track that are to be heard. */
export function lengthOf(track: Track): number {
  const facts = playableRenditions(track)[0];
  return facts ? validLength(facts) : (track.duration_ms ?? 0) / 1000;
}

/** Fills the timeline with CMAF segments by HTTP, track after track, whatever their codec. */
export class MseSource implements PlaybackSource, Feeder {
  readonly #deps: Deps;
  #timeline: MediaTimeline;
  #run: AbortController | null = null;
  #fetching: AbortController | null = null;
  readonly #supplies = new WeakMap<Entry, Supply>();
  #following: QueueItem | null = null;
  #quality: Quality = AUTO;
  #abr: AbrState = initialAbr();
  #wake: (() => void) | null = null;

  constructor(deps: Deps) {
    this.#deps = deps;
    this.#timeline = new MediaTimeline(deps.audio);
    this.#timeline.feeder = this;
  }

  async load(item: QueueItem, at: number): Promise<void> {
    const run = this.#begin();
    const length = lengthOf(item.track);
    const entry: Entry = { uid: item.uid, start: 0, length };
    this.#supplies.set(entry, this.#supplyOf(item.track, run.signal));
    this.#following = null;
    this.#abr = seekAbr(this.#abr);
    if (await this.#timeline.open(entry, at)) void this.#loop(run.signal);
  }

  /** Goes on where another source stopped, without a word to the listener. */
  adopt(timeline: MediaTimeline): void {
    this.#timeline.dispose();
    this.#timeline = timeline;
    timeline.feeder = this;
    void this.#loop(this.#begin().signal);
  }

  release(): MediaTimeline | null {
    this.#run?.abort();
    const timeline = this.#timeline;
    this.#timeline = new MediaTimeline(this.#deps.audio);
    if (timeline.isOpen) return timeline;
    timeline.dispose();
    return null;
  }

  follow(item: QueueItem | null): void {
    if (item && !canUseMediaSource(item.track)) {
      this.follow(null);
      return;
    }
    this.#following = item;
    const planned = this.#timeline.upcoming();
    if (planned && planned.uid !== item?.uid) {
      this.#interrupt();
      this.#timeline.unplan();
    }
    this.#poke();
  }

  seek(seconds: number): void {
    if (!this.#timeline.seek(seconds)) {
      this.#abr = seekAbr(this.#abr);
      this.#interrupt();
    }
    this.#poke();
  }

  skipTo(uid: string): boolean {
    return this.#timeline.skipTo(uid);
  }

  position(): { uid: string | null; seconds: number; bufferedTo: number } {
    return this.#timeline.position();
  }

  untilNext(): number | null {
    return this.#timeline.untilNext();
  }

  setQuality(quality: Quality): void {
    if (quality === this.#quality) return;
    this.#quality = quality;
    if (!this.#timeline.isOpen) return;
    this.#interrupt();
    void this.#timeline.cut(this.#deps.audio.currentTime + SWITCH_AFTER);
    this.#poke();
  }

  dispose(): void {
    this.#run?.abort();
    this.#timeline.dispose();
  }

  onEntry(uid: string): void {
    this.#deps.events.onItem(uid);
  }

  onEnded(): void {
    this.#deps.events.onEnded();
  }

  onRendition(name: string): void {
    this.#deps.events.onRendition(name);
  }

  onWaiting(): void {
    this.#poke();
  }

  #begin(): AbortController {
    this.#run?.abort();
    this.#run = new AbortController();
    return this.#run;
  }

  #supplyOf(track: Track, signal: AbortSignal): Supply {
    const { fetchTrack, onTrack, events } = this.#deps;
    const loader = new SegmentLoader(track, {
      fetchTrack,
      onTrack,
      onTrouble: (trouble) => events.onTrouble(trouble),
      // A seek cancels what is on its way without ending the run.
      signal: () => this.#fetching?.signal ?? signal,
    });
    return { loader, media: new TrackMedia(loader), renditions: playableRenditions(track) };
  }

  /** Fills the buffer until the run ends. */
  async #loop(signal: AbortSignal): Promise<void> {
    const timeline = this.#timeline;
    while (!signal.aborted && timeline.isOpen) {
      const fetching = new AbortController();
      this.#fetching = fetching;
      const stop = () => fetching.abort();
      signal.addEventListener("abort", stop, { once: true });
      let entry: Entry | null = null;
      try {
        await timeline.forget();
        entry = this.#wanting(signal);
        if (!entry) await this.#sleep(500);
        else if (!(await this.#fill(entry, fetching.signal))) await this.#sleep(1_000);
      } catch (error) {
        if (signal.aborted) return;
        if (!fetching.signal.aborted && this.#fail(entry, error)) return;
      } finally {
        signal.removeEventListener("abort", stop);
      }
    }
  }

  /** Says why an item does not play. True when the loop is over: what is audible cannot go on. */
  #fail(entry: Entry | null, error: unknown): boolean {
    const current = this.#timeline.current();
    const broken = entry ?? current;
    if (!broken) return true;
    if (broken !== current) {
      // The one after has a problem of its own: it is left to be told when its turn comes.
      this.#timeline.entries = this.#timeline.entries.filter((it) => it !== broken);
      this.#following = null;
      return false;
    }
    if (error instanceof TrackGone) this.#deps.events.onGone(broken.uid);
    else this.#deps.events.onUnplayable(broken.uid, error);
    return true;
  }

  /**
   * The entry that needs a segment now, null when enough is there. Plans what follows and ends the stream.
   */
  #wanting(signal: AbortSignal): Entry | null {
    const timeline = this.#timeline;
    const now = this.#deps.audio.currentTime;
    const until = timeline.bufferedUntil(now);
    if (until - now > AHEAD || !timeline.isHungry) return null;
    const entry = timeline.entries.find((it) => until >= it.start - NEAR && until < endOf(it) - NEAR);
    if (entry) return entry;
    const last = timeline.entries.at(-1);
    if (!last) return null;
    if (!this.#following || this.#following.uid === last.uid) {
      timeline.finish();
      return null;
    }
    const item = this.#following;
    this.#following = null;
    const next = timeline.plan(item.uid, lengthOf(item.track));
    this.#supplies.set(next, this.#supplyOf(item.track, signal));
    return next;
  }

  #supply(entry: Entry): Supply {
    const known = this.#supplies.get(entry);
    if (known) return known;
    const item = this.#deps.itemOf(entry.uid);
    if (!item) throw new TrackGone("The track has left the queue.");
    const supply = this.#supplyOf(item.track, this.#run?.signal ?? AbortSignal.abort());
    this.#supplies.set(entry, supply);
    return supply;
  }

  /** Fetches and appends one segment. False when the browser has no room for it now. */
  async #fill(entry: Entry, signal: AbortSignal): Promise<boolean> {
    const timeline = this.#timeline;
    const supply = this.#supply(entry);
    const now = this.#deps.audio.currentTime;
    const cursor = Math.max(entry.start, timeline.bufferedUntil(now));
    const choice = chooseRendition(supply.renditions, this.#quality, {
      abr: this.#abr,
      ahead: cursor - now,
      length: cursor - entry.start < NEAR ? FIRST_SEGMENT : SEGMENT,
      saveData: savesData(),
      now: performance.now(),
    });
    if (!choice) throw new Error("No rendition of this track can be played here.");
    const { facts } = choice;
    const loaded = await supply.media.rendition(facts);
    let number = segmentAt(loaded.playlist, mediaTime(entry, facts, cursor));
    // A segment that ended a little before its declared end would be asked for for ever.
    if (number !== null && timeline.endsBefore(cursor, { entry, name: facts.name, number })) number += 1;
    const segment = number === null ? undefined : loaded.playlist.segments[number];
    if (number === null || !segment) {
      // The playlist ends before the declared length: the track is as long as what there is.
      entry.length = Math.max(0.1, cursor - entry.start);
      return true;
    }
    const { body, elapsedMs } = await supply.loader.bytes(loaded.path, segment.uri);
    this.#abr = observeThroughput(choice.abr, {
      kbps: (body.byteLength * 8) / Math.max(1, elapsedMs),
      bytes: body.byteLength,
      elapsed_ms: elapsedMs,
    });
    signal.throwIfAborted();
    const isLast = number === loaded.playlist.segments.length - 1;
    const { init, mime } = loaded;
    const { start, duration } = segment;
    if (!(await timeline.append({ entry, facts, mime, init, body, number, start, duration, isLast })))
      return false;
    return true;
  }

  #interrupt(): void {
    this.#fetching?.abort();
  }

  #poke(): void {
    this.#wake?.();
  }

  #sleep(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}

/** `navigator.connection` is not in every browser nor in TypeScript's DOM types. */
function savesData(): boolean {
  const connection: unknown = Reflect.get(navigator, "connection");
  return (
    typeof connection === "object" && connection !== null && Reflect.get(connection, "saveData") === true
  );
}
