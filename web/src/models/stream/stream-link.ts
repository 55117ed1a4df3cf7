import { HEARTBEAT_MS, type StreamClientFrame, StreamServerFrame } from "@veza/contracts/ws/stream";
import { type BinaryHeader, decodeBinaryFrame } from "@veza/contracts/ws/stream-binary";
import { createLiveSocket, type Down, type LiveDeps, type LiveSocket } from "../../lib/live/live-socket.ts";
import type { OpenWire } from "../../lib/live/wire.ts";

/** What the links of a page need of it. */
export interface StreamNet extends LiveDeps {
  /** Opens sockets with this query; opening throws where sockets are not allowed at all. */
  open(query: Readonly<Record<string, string>>): OpenWire;
}

export interface LinkDeps extends StreamNet {
  /** What to ask for now; called again at each attempt. */
  query(): Readonly<Record<string, string>>;
  onFrame(frame: StreamServerFrame): void;
  onMedia(header: BinaryHeader, body: Uint8Array<ArrayBuffer>): void;
  /** A binary frame of so many bytes took so long. */
  onTimed(bytes: number, ms: number): void;
  /** The socket is gone. It comes back by itself unless `isFinal`. `failures`: breaks in a row. */
  onDown(failures: number, isFinal: boolean): void;
}

/** A socket that lived this long was a good one: what broke before it does not count any more. */
const STEADY_MS = 10_000;
const LOOK_EVERY_MS = 5_000;

/** One socket to `/stream`: what it brings, and how often it broke in a row. */
export class StreamLink {
  readonly #deps: LinkDeps;
  readonly #socket: LiveSocket;
  #failures = 0;
  #readyAt: number | null = null;
  #beatAt = 0;
  #sending: { bytes: number; at: number } | null = null;

  constructor(deps: LinkDeps) {
    this.#deps = deps;
    this.#socket = createLiveSocket<StreamServerFrame>(deps, {
      open: (on) => {
        this.#beatAt = deps.now();
        this.#sending = null;
        return deps.open(deps.query())(on);
      },
      frames: StreamServerFrame,
      isWelcome: ({ t }) => t === "session.ready",
      onFrame: (frame) => this.#take(frame),
      onBytes: (data) => this.#takeBytes(data),
      onDown: (down) => this.#lost(down),
      beat: () => this.#beat(),
      // Two of the server's heartbeats did not come.
      silentMs: HEARTBEAT_MS * 2,
      whenOffline: "keep",
    });
  }

  /** Between `session.ready` and the end of a socket. */
  get isUp(): boolean {
    return this.#socket.isReady;
  }

  /** On the way to the first `session.ready`, and nothing has failed yet. */
  get isFresh(): boolean {
    return !this.#socket.isReady && this.#socket.isTrying && this.#failures === 0;
  }

  connect(): void {
    this.#socket.connect();
  }

  /** Sends when the socket is up; whether it was. */
  send(frame: StreamClientFrame): boolean {
    return this.#socket.isReady && this.#socket.send(JSON.stringify(frame));
  }

  close(): void {
    this.#socket.close();
  }

  #take(frame: StreamServerFrame): void {
    if (frame.t === "sending") {
      this.#sending = { bytes: frame.bytes, at: this.#deps.now() };
      return;
    }
    if (frame.t === "session.ready") this.#readyAt = this.#deps.now();
    this.#deps.onFrame(frame);
  }

  #takeBytes(data: ArrayBuffer): void {
    const sending = this.#sending;
    this.#sending = null;
    if (sending) this.#deps.onTimed(sending.bytes, this.#deps.now() - sending.at);
    const frame = decodeBinaryFrame(data);
    if (frame) this.#deps.onMedia(frame.header, frame.body);
  }

  #lost({ isFinal, isFault }: Down): void {
    if (this.#readyAt !== null && this.#deps.now() - this.#readyAt > STEADY_MS) this.#failures = 0;
    this.#readyAt = null;
    if (isFault) this.#failures += 1;
    this.#deps.onDown(this.#failures, isFinal);
  }

  #beat(): number {
    const now = this.#deps.now();
    if (now - this.#beatAt >= HEARTBEAT_MS) {
      this.#beatAt = now;
      this.send({ t: "heartbeat" });
    }
    return LOOK_EVERY_MS;
  }
}
