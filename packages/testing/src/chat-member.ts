import type { ChatServerFrame } from "@veza/contracts/ws/chat";
import { isRetryable } from "@veza/contracts/ws/close";
import { fullJitter } from "@veza/core/backoff";
import { type Acked, type SeenEvent, seenOf } from "./delivery-check.ts";

/** One socket to a room, by whatever means. */
export interface Line {
  send(text: string): void;
  /** Ends it without waiting for the other side. */
  close(): void;
}
/**
 * Opens a line. `closed` is called once, when it has ended; nothing comes after it.
 * @throws when it does not come about
 */
export type OpenLine = (on: { message(text: string): void; closed(code: number): void }) => Promise<Line>;

export interface ChatMemberOptions {
  name: string;
  open: OpenLine;
  /** The last event that is known; 0 has everything brought, up to what a resumption holds. */
  since?: number;
  /** The pause before an attempt; 0 is the first. Full jitter from half a second to ten. */
  pause_ms?: (attempt: number) => number;
}

/**
 * A member as the protocol wants it: comes back when its line ends and resumes where it was, and sends what
 * was not acknowledged again under the same id. It keeps every event as it came, doubles too, for a checker
 * to judge. Written from docs/protocol.md.
 */
export class ChatMember {
  readonly name: string;
  readonly events: SeenEvent[] = [];
  readonly acked: Acked[] = [];
  /** Codes of errors, and `resync` where a resumption came too late to be one. */
  readonly refused: string[] = [];
  /** Of each break, from the end of a line to the next welcome, in ms. */
  readonly resumed_after_ms: number[] = [];
  /** Codes with which lines ended. */
  readonly closed: number[] = [];
  readonly #open: OpenLine;
  readonly #pause_ms: (attempt: number) => number;
  readonly #waiting = new Map<string, string>();
  #since: number;
  #line: Line | null = null;
  /** Rises with every line: what an earlier one still says is of no interest. */
  #epoch = 0;
  #attempt = 0;
  #brokeAt: number | null = null;
  #isOver = false;
  #timers = new Set<ReturnType<typeof setTimeout>>();

  constructor({ name, open, since = 0, pause_ms }: ChatMemberOptions) {
    this.name = name;
    this.#open = open;
    this.#since = since;
    this.#pause_ms = pause_ms ?? ((attempt) => fullJitter(attempt, 500, 10_000, Math.random()));
  }

  get since(): number {
    return this.#since;
  }
  /** Messages without an answer yet. */
  get waiting(): number {
    return this.#waiting.size;
  }
  get isHere(): boolean {
    return this.#line !== null && this.#brokeAt === null;
  }

  start(): void {
    this.#brokeAt = Date.now();
    void this.#connect();
  }
  send(id: string, body: string): void {
    this.#waiting.set(id, body);
    this.#put(id, body);
  }
  read(seq: number): void {
    this.#say({ t: "read", seq });
  }
  /** The line breaks, without a word. */
  kill(): void {
    const line = this.#line;
    if (line === null) return;
    this.#broken(0);
    line.close();
  }
  /** Sends again what has had no answer. */
  remind(): void {
    for (const [id, body] of this.#waiting) this.#put(id, body);
  }
  stop(): void {
    this.#isOver = true;
    this.#epoch++;
    for (const timer of this.#timers) clearTimeout(timer);
    this.#line?.close();
    this.#line = null;
  }

  async #connect(): Promise<void> {
    if (this.#isOver) return;
    const epoch = ++this.#epoch;
    const isMine = () => epoch === this.#epoch && !this.#isOver;
    try {
      const line = await this.#open({
        message: (text) => {
          if (isMine()) this.#take(JSON.parse(text));
        },
        closed: (code) => {
          if (isMine()) this.#broken(code);
        },
      });
      if (!isMine()) return line.close();
      this.#line = line;
      this.#say({ t: "hello", since: this.#since });
    } catch {
      // Nobody answers there yet: the next attempt is later.
      if (isMine()) this.#again();
    }
  }
  #broken(code: number): void {
    this.#epoch++;
    this.#line = null;
    this.closed.push(code);
    this.#brokeAt ??= Date.now();
    if (isRetryable(code)) this.#again();
  }
  #again(): void {
    this.#later(this.#pause_ms(this.#attempt++), () => void this.#connect());
  }
  #later(ms: number, run: () => void): void {
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      run();
    }, ms);
    this.#timers.add(timer);
  }
  #put(id: string, body: string): void {
    if (this.isHere) this.#say({ t: "message.send", id, body });
  }
  #say(frame: object): void {
    try {
      this.#line?.send(JSON.stringify(frame));
    } catch {
      // Closed a moment ago: what matters goes out again after the next welcome.
    }
  }
  #take(frame: ChatServerFrame): void {
    if (frame.t === "welcome" || frame.t === "batch") {
      if (frame.t === "welcome" && frame.resync) this.refused.push("resync");
      for (const event of frame.events) this.events.push(seenOf(event));
      this.#since = Math.max(this.#since, frame.events.at(-1)?.seq ?? 0);
      if (frame.t === "batch") return;
      if (this.#brokeAt !== null) this.resumed_after_ms.push(Date.now() - this.#brokeAt);
      this.#brokeAt = null;
      this.#attempt = 0;
      this.remind();
    } else if (frame.t === "ack") {
      const body = this.#waiting.get(frame.re);
      if (body !== undefined && frame.message_id !== null)
        this.acked.push({ body, seq: frame.seq, message_id: frame.message_id });
      this.#waiting.delete(frame.re);
    } else if (frame.t === "error") {
      this.refused.push(frame.code);
      const { re, retry_after_ms } = frame;
      if (re === undefined || retry_after_ms === undefined) return;
      this.#later(retry_after_ms, () => {
        const body = this.#waiting.get(re);
        if (body !== undefined) this.#put(re, body);
      });
    }
  }
}

/** A line over the WebSocket of the platform that this runs on. */
export const webSocketLine =
  (url: string, protocols: string[]): OpenLine =>
  (on) =>
    new Promise((resolve, reject) => {
      const socket = new WebSocket(url, protocols);
      let isOpen = false;
      socket.addEventListener("message", ({ data }) => on.message(String(data)));
      socket.addEventListener("close", ({ code }) => {
        if (isOpen) on.closed(code);
        else reject(new Error(`the socket was closed with ${code}`));
      });
      // What went wrong, the close says.
      socket.addEventListener("error", () => undefined);
      socket.addEventListener("open", () => {
        isOpen = true;
        resolve({ send: (text) => socket.send(text), close: () => socket.close() });
      });
    });
