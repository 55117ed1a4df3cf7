import { isRetryable } from "@veza/contracts/ws/close";
import { STREAM_PROTOCOL, type StreamRendition, StreamServerFrame } from "@veza/contracts/ws/stream";
import { type BinaryHeader, decodeBinaryFrame } from "@veza/contracts/ws/stream-binary";
import { fullJitter } from "@veza/core/backoff";

export interface ListenerOptions {
  /** `ws://…`, without a path. */
  origin: string;
  token: string;
  track_id: string;
  device_id: string;
  /** Keep what was sent, for decoding it. */
  keep?: boolean;
}

/** What one listener went through. */
export interface ListenerRecord {
  /** From the opening of the socket to the first media, in ms; null before it. */
  first_media_ms: number | null;
  stalls: number;
  stalled_ms: number;
  /** Times that the socket was opened again by itself. */
  resumes: number;
  /** From a break to the next media, in ms. */
  resumed_after_ms: number[];
  /** Media segments that came twice, or after a hole. */
  doubled: number;
  holes: number;
  bytes: number;
  closed: { code: number; reason: string }[];
  errors: string[];
}

const REPORT_MS = 1_000;

/**
 * A listener without ears: opens `/stream`, plays what comes against the real clock, reports its buffer like
 * the web player and resumes by itself when the socket breaks. Written from docs/protocol.md alone.
 */
export class StreamListener {
  readonly record: ListenerRecord = {
    first_media_ms: null,
    stalls: 0,
    stalled_ms: 0,
    resumes: 0,
    resumed_after_ms: [],
    doubled: 0,
    holes: 0,
    bytes: 0,
    closed: [],
    errors: [],
  };
  readonly frames: StreamServerFrame[] = [];
  readonly kept: { header: BinaryHeader; body: Uint8Array }[] = [];
  readonly #options: ListenerOptions;
  #socket: WebSocket | null = null;
  #renditions: StreamRendition[] = [];
  #buffered_to_ms = 0;
  #position_ms = 0;
  #at_ms = 0;
  #isStarted = false;
  #isStalled = false;
  #isStopped = false;
  #brokeAt: number | null = null;
  #opened_ms = 0;
  #attempt = 0;
  #duration_ms = Number.POSITIVE_INFINITY;
  #marked: { at: number; bytes: number } | null = null;
  #kbps = 0;
  #timer: ReturnType<typeof setInterval> | null = null;
  #heartbeat: ReturnType<typeof setInterval> | null = null;
  #again: ReturnType<typeof setTimeout> | null = null;

  constructor(options: ListenerOptions) {
    this.#options = options;
  }

  start(): void {
    this.#open(false);
    this.#timer = setInterval(() => this.#tick(), REPORT_MS);
    this.#heartbeat = setInterval(() => this.send({ t: "heartbeat" }), 30_000);
  }

  stop(): void {
    this.#tick();
    this.#isStopped = true;
    for (const timer of [this.#timer, this.#heartbeat, this.#again]) if (timer !== null) clearTimeout(timer);
    this.#socket?.close();
  }

  /** Seconds ahead of what is heard. */
  get ahead(): number {
    return (this.#buffered_to_ms - this.#now()) / 1000;
  }

  /** Seconds that have been heard. */
  get position(): number {
    return this.#now() / 1000;
  }

  send(frame: Record<string, unknown>): void {
    if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify(frame));
  }

  /** Breaks the socket as a lost network does. */
  break(): void {
    this.#socket?.close(4000);
  }

  #open(isResume: boolean): void {
    const { origin, token, track_id, device_id } = this.#options;
    const query = new URLSearchParams({ track_id, device_id });
    if (isResume) {
      query.set("resume", "1");
      query.set("position", String(this.#buffered_to_ms / 1000));
    }
    this.#opened_ms = performance.now();
    const socket = new WebSocket(`${origin}/stream?${query}`, [STREAM_PROTOCOL, `bearer.${token}`]);
    socket.binaryType = "arraybuffer";
    this.#socket = socket;
    socket.addEventListener("message", ({ data }) => {
      if (typeof data === "string") this.#onText(data);
      else this.#onBinary(data as ArrayBuffer);
    });
    socket.addEventListener("close", ({ code, reason }) => {
      if (this.#socket !== socket || this.#isStopped) return;
      this.record.closed.push({ code, reason });
      this.#brokeAt ??= performance.now();
      if (!isRetryable(code)) return;
      this.#again = setTimeout(
        () => {
          this.record.resumes += 1;
          this.#open(true);
        },
        fullJitter(this.#attempt++, 500, 10_000, Math.random()),
      );
    });
    socket.addEventListener("error", () => socket.close());
  }

  #onText(text: string): void {
    const frame = StreamServerFrame.parse(JSON.parse(text));
    if (frame.t === "sending") {
      this.#marked = { at: performance.now(), bytes: frame.bytes };
      return;
    }
    this.frames.push(frame);
    if (frame.t === "session.ready") {
      this.#attempt = 0;
      this.#renditions = frame.renditions;
      this.#duration_ms = frame.duration_ms;
    }
    if (frame.t === "error") this.record.errors.push(`${frame.code}: ${frame.message}`);
  }

  #onBinary(data: ArrayBuffer): void {
    const decoded = decodeBinaryFrame(data);
    if (decoded === null) throw new Error("a binary frame of an unknown version");
    const { header, body } = decoded;
    if (this.#options.keep === true) this.kept.push({ header, body: body.slice() });
    if (header.kind === "init" || header.stream !== 0) return;
    const now = performance.now();
    if (this.#marked !== null) {
      this.#kbps = (this.#marked.bytes * 8) / Math.max(1, now - this.#marked.at);
      this.#marked = null;
    }
    this.record.bytes += data.byteLength;
    this.record.first_media_ms ??= now - this.#opened_ms;
    if (this.#brokeAt !== null) {
      this.record.resumed_after_ms.push(now - this.#brokeAt);
      this.#brokeAt = null;
    }
    const rendition = this.#renditions.find((it) => it.index === header.rendition);
    const priming_ms =
      rendition === undefined ? 0 : (rendition.priming_samples * 1000) / rendition.sample_rate;
    const from = header.start_ms - priming_ms;
    if (this.#isStarted && from > this.#buffered_to_ms + 100) this.record.holes += 1;
    if (this.#isStarted && from < this.#buffered_to_ms - 1_000) this.record.doubled += 1;
    this.#buffered_to_ms = Math.max(this.#buffered_to_ms, from + header.duration_ms);
    if (!this.#isStarted) {
      this.#isStarted = true;
      this.#at_ms = now;
    }
    if (this.#isStalled) {
      this.record.stalled_ms += now - this.#at_ms;
      this.#isStalled = false;
      this.#at_ms = now;
    }
    this.#report();
  }

  #now(): number {
    if (!this.#isStarted || this.#isStalled) return this.#position_ms;
    return Math.min(this.#position_ms + performance.now() - this.#at_ms, this.#buffered_to_ms);
  }

  #tick(): void {
    if (!this.#isStarted) return;
    const at = performance.now();
    const isDry = !this.#isStalled && this.#position_ms + at - this.#at_ms > this.#buffered_to_ms;
    if (isDry && this.#buffered_to_ms < this.#duration_ms - 200) {
      this.record.stalls += 1;
      this.#isStalled = true;
      this.#at_ms += this.#buffered_to_ms - this.#position_ms;
      this.#position_ms = this.#buffered_to_ms;
    }
    this.#report();
  }

  #report(): void {
    const position_ms = Math.round(this.#now());
    const buffered_ms = Math.max(0, Math.round(this.#buffered_to_ms - position_ms));
    this.send({ t: "buffer", stream: 0, position_ms, buffered_ms, throughput_kbps: Math.round(this.#kbps) });
  }
}
