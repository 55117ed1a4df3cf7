import { BufferWriter } from "./buffer-writer.ts";
import { isManaged, mediaSourceClass } from "./media-source-class.ts";
import { withFullLastFrame } from "./mp4.ts";
import {
  bufferedUntil,
  endOf,
  NEAR,
  nextBuffered,
  placement,
  type Span,
  spanAt,
  type Valid,
} from "./timeline.ts";

/** A track's place on the timeline. */
export interface Entry extends Span {
  uid: string;
}

/** One segment and what must be in force when it is appended. */
export interface Piece {
  entry: Entry;
  facts: Valid & { name: string; codec: string };
  mime: string;
  /** The same object for every segment of a rendition. */
  init: ArrayBuffer;
  body: ArrayBuffer;
  number: number;
  /** Seconds on the rendition's own clock. */
  start: number;
  duration: number;
  isLast: boolean;
  /** Timeline seconds before which nothing is put in: what is there stays. */
  notBefore?: number;
}

interface Written {
  from: number;
  to: number;
  /** Rendition. */
  name: string;
  key: string;
}

/** Who fills the timeline at present. It may change while the music goes on. */
export interface Feeder {
  /** What is audible has moved to another entry. */
  onEntry(uid: string): void;
  /** The last entry has been heard to its end. */
  onEnded(): void;
  onRendition(name: string): void;
  /** The element waits for data. */
  onWaiting(): void;
}

/**
 * Tracks one after the other on one Media Source (see timeline.ts), and the page's audio element on it.
 * Whoever has segments appends them here, whether they came by HTTP or through the socket.
 */
export class MediaTimeline {
  readonly audio: HTMLAudioElement;
  feeder: Feeder | null = null;
  entries: Entry[] = [];
  #writer: BufferWriter | null = null;
  #address: string | null = null;
  #written: Written[] = [];
  #audible: Entry | null = null;
  #heard: string | null = null;
  #lastInit: ArrayBuffer | null = null;
  #turn: Promise<unknown> = Promise.resolve();

  constructor(audio: HTMLAudioElement) {
    this.audio = audio;
    audio.addEventListener("timeupdate", this.tick);
    audio.addEventListener("ended", this.#onEnded);
    audio.addEventListener("waiting", this.#onWaiting);
  }

  /**
   * Starts anew with one track, heard from `at` seconds of it. False: something else was opened meanwhile.
   */
  async open(entry: Entry, at: number): Promise<boolean> {
    const Source = mediaSourceClass();
    if (!Source) throw new Error("This browser has no Media Source.");
    const media = new Source();
    const opened = new Promise<void>((resolve) =>
      media.addEventListener("sourceopen", () => resolve(), { once: true }),
    );
    if (this.#address !== null) URL.revokeObjectURL(this.#address);
    const address = URL.createObjectURL(media);
    this.#address = address;
    this.entries = [entry];
    this.#written = [];
    this.#lastInit = null;
    this.#audible = entry;
    this.#heard = null;
    this.#writer = null;
    if (isManaged(media)) this.audio.disableRemotePlayback = true;
    this.audio.src = address;
    await opened;
    if (this.#address !== address) return false;
    this.#writer = new BufferWriter(media, this.audio, 'audio/mp4; codecs="mp4a.40.2"');
    this.#writer.extendTo(endOf(entry));
    if (at > 0) this.audio.currentTime = entry.start + Math.min(at, Math.max(0, entry.length - 0.5));
    return true;
  }

  get isOpen(): boolean {
    return this.#writer?.isOpen ?? false;
  }

  /** Whether a managed Media Source wants data; others always do. */
  get isHungry(): boolean {
    const media = this.#writer?.media;
    return !media || !isManaged(media) || Reflect.get(media, "streaming") === true;
  }

  current(): Entry | null {
    return spanAt(this.entries, this.audio.currentTime);
  }

  /** The entry after the one that is heard. */
  upcoming(): Entry | null {
    const current = this.current();
    return current === null ? null : (this.entries[this.entries.indexOf(current) + 1] ?? null);
  }

  /** Puts a track behind the last one. Entries that were heard long ago are forgotten. */
  plan(uid: string, length: number): Entry {
    const last = this.entries.at(-1);
    const entry = { uid, start: last ? endOf(last) : 0, length };
    const oldest = this.audio.currentTime - 60;
    this.entries = [...this.entries.filter((it) => endOf(it) > oldest), entry];
    return entry;
  }

  /** Takes back everything that was planned behind what is heard. */
  unplan(): void {
    const planned = this.upcoming();
    if (!planned) return;
    this.entries = this.entries.slice(0, this.entries.indexOf(planned));
    void this.cut(planned.start);
  }

  /** End of what is buffered without a hole from `time` on. */
  bufferedUntil(time: number = this.audio.currentTime): number {
    return this.#writer?.isOpen ? bufferedUntil(this.#writer.buffer.buffered, time) : time;
  }

  isBuffered(time: number): boolean {
    return this.bufferedUntil(time) > time + NEAR;
  }

  position(): { uid: string | null; seconds: number; bufferedTo: number } {
    const entry = this.current();
    if (!entry) return { uid: null, seconds: 0, bufferedTo: 0 };
    const now = this.audio.currentTime;
    return {
      uid: entry.uid,
      seconds: Math.min(Math.max(0, now - entry.start), entry.length),
      bufferedTo: Math.min(this.bufferedUntil(now) - entry.start, entry.length),
    };
  }

  untilNext(): number | null {
    const entry = this.current();
    if (!entry || this.entries.at(-1) === entry) return null;
    return Math.max(0, endOf(entry) - this.audio.currentTime);
  }

  /**
   * Moves within the current entry; whether the target was buffered. Not quite to the end: that is the next
   * track.
   */
  seek(seconds: number): boolean {
    const entry = this.current();
    if (!entry) return false;
    const target = entry.start + Math.min(Math.max(0, seconds), entry.length - 0.05);
    const isHere = this.isBuffered(target);
    this.audio.currentTime = target;
    return isHere;
  }

  /** Goes to the following entry at once when its beginning is here. */
  skipTo(uid: string): boolean {
    const next = this.upcoming();
    if (next?.uid !== uid || !this.isBuffered(next.start)) return false;
    this.audio.currentTime = next.start;
    this.tick();
    return true;
  }

  /** Whether this segment was appended last and ends just before `cursor`. */
  endsBefore(cursor: number, piece: { entry: Entry; name: string; number: number }): boolean {
    const last = this.#written.at(-1);
    return last !== undefined && last.key === keyOf(piece) && last.to >= cursor - 0.2;
  }

  /**
   * Appends a segment. False when the browser has no room for it now, or the timeline has been opened anew.
   */
  append(piece: Piece): Promise<boolean> {
    return this.#exclusively(async (writer) => {
      const { entry, facts, init, body } = piece;
      if (!this.entries.includes(entry)) return true;
      await writer.forget();
      const { offset, from, to } = placement(entry, facts);
      const windowStart = Math.min(Math.max(from, piece.notBefore ?? from), to - 1e-3);
      writer.configure({ mime: piece.mime, offset, from: windowStart, to });
      writer.extendTo(endOf(entry));
      if (this.#lastInit !== init && !(await writer.append(init))) return false;
      this.#lastInit = init;
      const isLastOfAac = piece.isLast && facts.codec.startsWith("mp4a");
      if (!(await writer.append(isLastOfAac ? withFullLastFrame(body) : body))) return false;
      const begin = Math.max(from, piece.start + offset);
      const key = keyOf({ entry, name: facts.name, number: piece.number });
      this.#written.push({ from: begin, to: begin + piece.duration, name: facts.name, key });
      this.tick();
      return true;
    });
  }

  /** Removes what is buffered from a time on. */
  cut(from: number): Promise<boolean> {
    return this.#exclusively(async (writer) => {
      await writer.remove(from, Number.POSITIVE_INFINITY);
      this.#written = this.#written
        .filter((it) => it.from < from)
        .map((it) => ({ ...it, to: Math.min(it.to, from) }));
      return true;
    });
  }

  forget(): Promise<boolean> {
    return this.#exclusively((writer) => writer.forget());
  }

  /** Nothing more will come, unless something is appended later. */
  finish(): void {
    void this.#exclusively(async (writer) => {
      writer.finish();
      return true;
    });
  }

  dispose(): void {
    this.audio.removeEventListener("timeupdate", this.tick);
    this.audio.removeEventListener("ended", this.#onEnded);
    this.audio.removeEventListener("waiting", this.#onWaiting);
    if (this.#address !== null) URL.revokeObjectURL(this.#address);
    this.#address = null;
    this.entries = [];
    this.#writer = null;
    this.feeder = null;
  }

  /** Looks at what is heard now. */
  readonly tick = () => {
    const entry = this.current();
    if (!entry) return;
    if (entry !== this.#audible) {
      this.#audible = entry;
      this.feeder?.onEntry(entry.uid);
    }
    const now = this.audio.currentTime;
    const name = this.#written.findLast((it) => it.from <= now + NEAR && now < it.to)?.name ?? null;
    if (name !== null && name !== this.#heard) {
      this.#heard = name;
      this.feeder?.onRendition(name);
    }
    if (this.#written.length > 400) this.#written = this.#written.filter((it) => it.to > now - 60);
  };

  readonly #onEnded = () => {
    if (this.entries.length > 0 && this.entries.at(-1) === this.current()) this.feeder?.onEnded();
  };

  /** A hole of a few milliseconds between two segments must not stop the music. */
  readonly #onWaiting = () => {
    if (!this.#writer?.isOpen) return;
    const next = nextBuffered(this.#writer.buffer.buffered, this.audio.currentTime, 0.3);
    if (next !== null) this.audio.currentTime = next + 0.001;
    this.feeder?.onWaiting();
  };

  /** One step at a time on one SourceBuffer, whoever asks. Steps for a buffer that is gone do nothing. */
  #exclusively(work: (writer: BufferWriter) => Promise<boolean>): Promise<boolean> {
    const writer = this.#writer;
    const step = async () =>
      writer !== null && writer === this.#writer && writer.isOpen ? work(writer) : false;
    const done = this.#turn.then(step, step);
    this.#turn = done.catch(() => {});
    return done;
  }
}

function keyOf({ entry, name, number }: { entry: Entry; name: string; number: number }): string {
  return `${entry.uid}@${entry.start}/${name}/${number}`;
}
