import type { Track } from "@veza/contracts/http/tracks";
import { BufferWriter } from "./buffer-writer.ts";
import { withFullLastFrame } from "./mp4.ts";
import { segmentAt } from "./playlist.ts";
import type { QueueItem } from "./queue.ts";
import {
  AUTO,
  chooseRendition,
  type Quality,
  type RenditionFacts,
  smoothThroughput,
} from "./rendition-choice.ts";
import { SegmentLoader, TrackGone } from "./segment-loader.ts";
import type { PlaybackSource, SourceEvents } from "./source.ts";
import {
  bufferedUntil,
  endOf,
  mediaTime,
  NEAR,
  nextBuffered,
  placement,
  type Span,
  spanAt,
  validLength,
} from "./timeline.ts";
import { type LoadedRendition, playableRenditions, TrackMedia } from "./track-media.ts";

/** Seconds of audio that are kept ready. */
const AHEAD = 40;
/** A wish for another quality is heard after about this long. */
const SWITCH_AFTER = 2;

interface Entry extends Span {
  uid: string;
  loader: SegmentLoader;
  media: TrackMedia;
  renditions: RenditionFacts[];
}

interface Written {
  from: number;
  to: number;
  name: string;
}

interface Deps {
  audio: HTMLAudioElement;
  events: SourceEvents;
  fetchTrack(trackId: string): Promise<Track>;
  onTrack(track: Track): void;
}

/** Whether the gapless source can play a track in this browser. */
export function canUseMediaSource(track: Track): boolean {
  return typeof MediaSource !== "undefined" && playableRenditions(track).length > 0;
}

/**
 * Plays CMAF segments through one SourceBuffer, track after track on one timeline (see timeline.ts), so that tracks
 * which follow each other join without a gap, whatever their codec.
 */
export class MseSource implements PlaybackSource {
  readonly #deps: Deps;
  #run: AbortController | null = null;
  #fetching: AbortController | null = null;
  #writer: BufferWriter | null = null;
  #address: string | null = null;
  #entries: Entry[] = [];
  #following: QueueItem | null = null;
  #written: Written[] = [];
  #audible: string | null = null;
  #heardRendition: string | null = null;
  #quality: Quality = AUTO;
  #throughput: number | null = null;
  #lastName: string | null = null;
  #lastInit: LoadedRendition | null = null;
  #wake: (() => void) | null = null;
  /** Removals that the loop does between two appends. */
  #cut: number | null = null;

  constructor(deps: Deps) {
    this.#deps = deps;
    deps.audio.addEventListener("timeupdate", this.#tick);
    deps.audio.addEventListener("ended", this.#onEnded);
    deps.audio.addEventListener("waiting", this.#unstick);
  }

  async load(item: QueueItem, at: number): Promise<void> {
    this.#run?.abort();
    const run = new AbortController();
    this.#run = run;
    const { audio } = this.#deps;
    const media = new MediaSource();
    const opened = new Promise<void>((resolve) =>
      media.addEventListener("sourceopen", () => resolve(), { once: true }),
    );
    if (this.#address !== null) URL.revokeObjectURL(this.#address);
    this.#address = URL.createObjectURL(media);
    const entry = this.#entryOf(item, 0, run.signal);
    this.#entries = [entry];
    this.#written = [];
    this.#following = null;
    this.#lastInit = null;
    this.#cut = null;
    this.#audible = item.uid;
    this.#heardRendition = null;
    audio.src = this.#address;
    const first = entry.renditions[0];
    await opened;
    if (run.signal.aborted || !first) return;
    this.#writer = new BufferWriter(media, audio, 'audio/mp4; codecs="mp4a.40.2"');
    this.#writer.extendTo(endOf(entry));
    if (at > 0) audio.currentTime = Math.min(at, Math.max(0, entry.length - 0.5));
    void this.#loop(this.#writer, run.signal);
  }

  follow(item: QueueItem | null): void {
    if (item && !canUseMediaSource(item.track)) {
      this.follow(null);
      return;
    }
    this.#following = item;
    const current = this.#current();
    const index = current ? this.#entries.indexOf(current) : -1;
    const planned = this.#entries[index + 1];
    if (planned && planned.uid !== item?.uid) {
      this.#entries = this.#entries.slice(0, index + 1);
      this.#interrupt();
      this.#cut = planned.start;
    }
    this.#poke();
  }

  seek(seconds: number): void {
    const entry = this.#current();
    if (!entry) return;
    // Not quite to the end: that would be the following track already.
    const target = entry.start + Math.min(Math.max(0, seconds), entry.length - 0.05);
    const { audio } = this.#deps;
    if (!this.#writer || bufferedUntil(this.#writer.buffer.buffered, target) <= target + NEAR)
      this.#interrupt();
    audio.currentTime = target;
    this.#poke();
  }

  position(): { uid: string | null; seconds: number; bufferedTo: number } {
    const entry = this.#current();
    if (!entry) return { uid: null, seconds: 0, bufferedTo: 0 };
    const now = this.#deps.audio.currentTime;
    const until = this.#writer?.isOpen ? bufferedUntil(this.#writer.buffer.buffered, now) : now;
    return {
      uid: entry.uid,
      seconds: Math.min(Math.max(0, now - entry.start), entry.length),
      bufferedTo: Math.min(until - entry.start, entry.length),
    };
  }

  untilNext(): number | null {
    const entry = this.#current();
    if (!entry || this.#entries.at(-1) === entry) return null;
    return Math.max(0, endOf(entry) - this.#deps.audio.currentTime);
  }

  setQuality(quality: Quality): void {
    if (quality === this.#quality) return;
    this.#quality = quality;
    if (!this.#writer) return;
    this.#interrupt();
    this.#cut = this.#deps.audio.currentTime + SWITCH_AFTER;
    this.#poke();
  }

  dispose(): void {
    const { audio } = this.#deps;
    this.#run?.abort();
    audio.removeEventListener("timeupdate", this.#tick);
    audio.removeEventListener("ended", this.#onEnded);
    audio.removeEventListener("waiting", this.#unstick);
    if (this.#address !== null) URL.revokeObjectURL(this.#address);
    this.#entries = [];
    this.#writer = null;
  }

  #entryOf(item: QueueItem, start: number, signal: AbortSignal): Entry {
    const renditions = playableRenditions(item.track);
    const facts = renditions[0];
    const length = facts ? validLength(facts) : (item.track.duration_ms ?? 0) / 1000;
    const { fetchTrack, onTrack, events } = this.#deps;
    const loader = new SegmentLoader(item.track, {
      fetchTrack,
      onTrack,
      onTrouble: (trouble) => events.onTrouble(trouble),
      // A seek cancels what is on its way without ending the run.
      signal: () => this.#fetching?.signal ?? signal,
    });
    return { uid: item.uid, start, length, loader, media: new TrackMedia(loader), renditions };
  }

  #current(): Entry | null {
    return spanAt(this.#entries, this.#deps.audio.currentTime);
  }

  /** Fills the buffer until the run ends. */
  async #loop(writer: BufferWriter, signal: AbortSignal): Promise<void> {
    while (!signal.aborted && writer.isOpen) {
      const fetching = new AbortController();
      this.#fetching = fetching;
      const stop = () => fetching.abort();
      signal.addEventListener("abort", stop, { once: true });
      let entry: Entry | null = null;
      try {
        if (this.#cut !== null) await this.#cutNow(writer, this.#cut);
        await writer.forget();
        entry = this.#wanting(writer, signal);
        if (!entry) await this.#sleep(500);
        else if (!(await this.#fill(writer, entry, fetching.signal))) await this.#sleep(1_000);
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
    const current = this.#current();
    const broken = entry ?? current;
    if (!broken) return true;
    if (broken !== current) {
      // The one after has a problem of its own: it is left to be told when its turn comes.
      this.#entries = this.#entries.filter((it) => it !== broken);
      this.#following = null;
      return false;
    }
    if (error instanceof TrackGone) this.#deps.events.onGone(broken.uid);
    else this.#deps.events.onUnplayable(broken.uid, error);
    return true;
  }

  async #cutNow(writer: BufferWriter, from: number): Promise<void> {
    this.#cut = null;
    await writer.remove(from, Number.POSITIVE_INFINITY);
    this.#written = this.#written
      .filter((it) => it.from < from)
      .map((it) => ({ ...it, to: Math.min(it.to, from) }));
  }

  /** The entry that needs a segment now, null when enough is there. Plans what follows and ends the stream. */
  #wanting(writer: BufferWriter, signal: AbortSignal): Entry | null {
    const now = this.#deps.audio.currentTime;
    const until = bufferedUntil(writer.buffer.buffered, now);
    const entry = this.#entries.find((it) => until >= it.start - NEAR && until < endOf(it) - NEAR) ?? null;
    if (until - now > AHEAD) return null;
    if (entry) return entry;
    const last = this.#entries.at(-1);
    if (!last) return null;
    if (!this.#following || this.#following.uid === last.uid) {
      writer.finish();
      return null;
    }
    const next = this.#entryOf(this.#following, endOf(last), signal);
    this.#following = null;
    this.#entries = [...this.#entries.filter((it) => endOf(it) > now - 60), next];
    return next;
  }

  /** Fetches and appends one segment. False when the browser has no room for it now. */
  async #fill(writer: BufferWriter, entry: Entry, signal: AbortSignal): Promise<boolean> {
    const now = this.#deps.audio.currentTime;
    const cursor = Math.max(entry.start, bufferedUntil(writer.buffer.buffered, now));
    const facts = chooseRendition(entry.renditions, this.#quality, {
      throughput: this.#throughput,
      ahead: cursor - now,
      saveData: savesData(),
      last: this.#lastName,
    });
    if (!facts) throw new Error("No rendition of this track can be played here.");
    const loaded = await entry.media.rendition(facts);
    let number = segmentAt(loaded.playlist, mediaTime(entry, facts, cursor));
    const last = this.#written.at(-1);
    // A segment that ended a little before its declared end would be asked for for ever.
    if (number !== null && last && last.name === keyOf(entry, facts, number) && last.to >= cursor - 0.2)
      number += 1;
    const segment = number === null ? undefined : loaded.playlist.segments[number];
    if (number === null || !segment) {
      // The playlist ends before the declared length: the track is as long as what there is.
      entry.length = Math.max(0.1, cursor - entry.start);
      return true;
    }
    const { body, elapsedMs } = await entry.loader.bytes(loaded.path, segment.uri);
    if (body.byteLength > 15_000) {
      this.#throughput = smoothThroughput(
        this.#throughput,
        (body.byteLength * 8_000) / Math.max(1, elapsedMs),
      );
    }
    signal.throwIfAborted();
    const { offset, from, to } = placement(entry, facts);
    const needsInit = this.#lastInit !== loaded;
    writer.configure({ mime: loaded.mime, offset, from, to });
    writer.extendTo(endOf(entry));
    if (needsInit && !(await writer.append(loaded.init))) return false;
    this.#lastInit = loaded;
    const isLastOfAac = facts.codec.startsWith("mp4a") && number === loaded.playlist.segments.length - 1;
    if (!(await writer.append(isLastOfAac ? withFullLastFrame(body) : body))) return false;
    this.#lastName = facts.name;
    const begin = Math.max(from, segment.start + offset);
    this.#written.push({ from: begin, to: begin + segment.duration, name: keyOf(entry, facts, number) });
    this.#tick();
    return true;
  }

  readonly #tick = () => {
    const entry = this.#current();
    if (!entry) return;
    if (entry.uid !== this.#audible) {
      this.#audible = entry.uid;
      this.#deps.events.onItem(entry.uid);
    }
    const now = this.#deps.audio.currentTime;
    const name =
      this.#written.findLast((it) => it.from <= now + NEAR && now < it.to)?.name.split("/")[1] ?? null;
    if (name !== null && name !== this.#heardRendition) {
      this.#heardRendition = name;
      this.#deps.events.onRendition(name);
    }
    if (this.#written.length > 400) this.#written = this.#written.filter((it) => it.to > now - 60);
  };

  readonly #onEnded = () => {
    if (this.#entries.length > 0 && this.#entries.at(-1) === this.#current()) this.#deps.events.onEnded();
  };

  /** A hole of a few milliseconds between two segments must not stop the music. */
  readonly #unstick = () => {
    const { audio } = this.#deps;
    if (!this.#writer?.isOpen) return;
    const next = nextBuffered(this.#writer.buffer.buffered, audio.currentTime, 0.3);
    if (next !== null) audio.currentTime = next + 0.001;
    this.#poke();
  };

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

function keyOf(entry: Entry, facts: RenditionFacts, number: number): string {
  return `${entry.uid}/${facts.name}/${number}`;
}

/** `navigator.connection` is not in every browser nor in TypeScript's DOM types. */
function savesData(): boolean {
  const connection: unknown = Reflect.get(navigator, "connection");
  return (
    typeof connection === "object" && connection !== null && Reflect.get(connection, "saveData") === true
  );
}
