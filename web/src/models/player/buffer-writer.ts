import { NEAR } from "./timeline.ts";

/** Seconds of heard audio that are kept, so that a short seek back needs no network. */
const KEEP_BEHIND = 30;

/** What must be in force before bytes are appended. */
export interface Setting {
  mime: string;
  offset: number;
  from: number;
  to: number;
}

/** One SourceBuffer as a sequence of awaited steps: type, offset, append window, append, remove. */
export class BufferWriter {
  readonly media: MediaSource;
  readonly buffer: SourceBuffer;
  readonly #audio: HTMLAudioElement;
  #mime: string;

  constructor(media: MediaSource, audio: HTMLAudioElement, mime: string) {
    this.media = media;
    this.#audio = audio;
    this.#mime = mime;
    this.buffer = media.addSourceBuffer(mime);
    this.buffer.mode = "segments";
  }

  get isOpen(): boolean {
    return this.media.readyState !== "closed" && this.media.sourceBuffers.length > 0;
  }

  configure({ mime, offset, from, to }: Setting): void {
    if (mime !== this.#mime) {
      this.buffer.changeType(mime);
      this.#mime = mime;
    }
    if (Math.abs(this.buffer.timestampOffset - offset) > 1e-7) this.buffer.timestampOffset = offset;
    // The end first when moving on: the start may never stand behind the end.
    if (from >= this.buffer.appendWindowEnd) this.buffer.appendWindowEnd = to;
    this.buffer.appendWindowStart = from;
    this.buffer.appendWindowEnd = to;
  }

  /**
   * Appends; makes room and tries once more when the browser's quota is used up. False: there is no room now.
   */
  async append(bytes: ArrayBuffer): Promise<boolean> {
    for (const isLast of [false, true]) {
      try {
        this.buffer.appendBuffer(bytes);
        await this.#settled();
        return true;
      } catch (error) {
        if (!(error instanceof DOMException) || error.name !== "QuotaExceededError") throw error;
        if (isLast || !(await this.forget(5))) return false;
      }
    }
    return false;
  }

  /** Removes heard audio older than `keep` seconds; whether there was any. */
  async forget(keep: number = KEEP_BEHIND): Promise<boolean> {
    const limit = this.#audio.currentTime - keep;
    const { buffered } = this.buffer;
    if (buffered.length === 0 || buffered.start(0) >= limit - NEAR) return false;
    await this.remove(0, limit);
    return true;
  }

  async remove(from: number, to: number): Promise<void> {
    if (!(to > from) || !this.isOpen) return;
    this.buffer.remove(from, to);
    await this.#settled();
  }

  /** Makes room on the timeline for a track that ends at `end`. */
  extendTo(end: number): void {
    if (this.media.readyState === "open" && !(this.media.duration >= end)) this.media.duration = end;
  }

  /** Nothing more will come unless something is appended later. */
  finish(): void {
    if (this.media.readyState === "open" && !this.buffer.updating) this.media.endOfStream();
  }

  #settled(): Promise<void> {
    return new Promise((resolve, reject) => {
      const { buffer } = this;
      const stop = () => {
        buffer.removeEventListener("updateend", onEnd);
        buffer.removeEventListener("error", onError);
      };
      const onEnd = () => {
        stop();
        resolve();
      };
      const onError = () => {
        stop();
        reject(new Error(this.#audio.error?.message || "The browser could not decode this audio."));
      };
      buffer.addEventListener("updateend", onEnd);
      buffer.addEventListener("error", onError);
    });
  }
}
