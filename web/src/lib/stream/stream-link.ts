import { CLOSE, isRetryable } from "@veza/contracts/ws/close";
import { HEARTBEAT_MS, type StreamClientFrame, StreamServerFrame } from "@veza/contracts/ws/stream";
import { type BinaryHeader, decodeBinaryFrame } from "@veza/contracts/ws/stream-binary";
import { delayBefore } from "../live/reconnect.ts";

/** What the link needs of a WebSocket. */
export interface SocketLike {
  readonly readyState: number;
  send(text: string): void;
  close(code?: number, reason?: string): void;
  onmessage: ((event: { data: unknown }) => void) | null;
  onclose: ((event: { code: number }) => void) | null;
}

export interface LinkDeps {
  /** Opens a socket with this query; throws where sockets are not allowed at all. */
  open(query: Readonly<Record<string, string>>): SocketLike;
  /** What to ask for now; called again at each attempt. */
  query(): Readonly<Record<string, string>>;
  onFrame(frame: StreamServerFrame): void;
  onMedia(header: BinaryHeader, body: Uint8Array<ArrayBuffer>): void;
  /** A binary frame of so many bytes took so long. */
  onTimed(bytes: number, ms: number): void;
  /** The socket is gone. It comes back by itself unless `isFinal`. `failures`: breaks in a row. */
  onDown(failures: number, isFinal: boolean): void;
  /** Renews the session; false when it has ended. */
  renew(): Promise<boolean>;
  now(): number;
  /** Calls back after so many milliseconds; answers how not to. */
  after(ms: number, work: () => void): () => void;
  random(): number;
  isHidden(): boolean;
}

const OPEN = 1;
/** A socket that lived this long was a good one: what broke before it does not count any more. */
const STEADY_MS = 10_000;
const LOOK_EVERY_MS = 5_000;

/** One socket to `/stream`. Comes back by itself until it is closed or the platform says not to. */
export class StreamLink {
  readonly #deps: LinkDeps;
  #socket: SocketLike | null = null;
  #isReady = false;
  #isClosed = false;
  #hasRenewed = false;
  #failures = 0;
  #attempts = 0;
  #readyAt = 0;
  #heardAt = 0;
  #beatAt = 0;
  #sending: { bytes: number; at: number } | null = null;
  #cancelRetry: (() => void) | null = null;
  #cancelLook: (() => void) | null = null;

  constructor(deps: LinkDeps) {
    this.#deps = deps;
  }

  /** Between `session.ready` and the end of a socket. */
  get isUp(): boolean {
    return this.#isReady;
  }

  /** On the way to the first `session.ready`, and nothing has failed yet. */
  get isFresh(): boolean {
    return !this.#isReady && this.#socket !== null && this.#failures === 0;
  }

  connect(): void {
    if (this.#isClosed || this.#socket !== null) return;
    this.#cancelRetry?.();
    this.#cancelRetry = null;
    const { now, query, open } = this.#deps;
    let socket: SocketLike;
    try {
      socket = open(query());
    } catch (error) {
      console.info("The stream's socket is not possible here.", error);
      this.#failures += 1;
      this.#deps.onDown(this.#failures, true);
      return;
    }
    this.#socket = socket;
    this.#heardAt = now();
    this.#beatAt = now();
    this.#sending = null;
    socket.onmessage = ({ data }) => {
      if (this.#socket !== socket) return;
      this.#heardAt = now();
      if (typeof data === "string") this.#read(data);
      else if (data instanceof ArrayBuffer) this.#take(data);
    };
    socket.onclose = ({ code }) => this.#lost(socket, code);
    this.#look();
  }

  /** Sends when the socket is up; whether it was. */
  send(frame: StreamClientFrame): boolean {
    if (!this.#isReady || this.#socket?.readyState !== OPEN) return false;
    this.#socket.send(JSON.stringify(frame));
    return true;
  }

  /** Back online or looked at again: no reason to wait any longer. */
  hurry(): void {
    if (this.#cancelRetry) this.connect();
  }

  close(): void {
    this.#isClosed = true;
    this.#isReady = false;
    this.#cancelRetry?.();
    this.#cancelLook?.();
    const socket = this.#socket;
    this.#socket = null;
    socket?.close(1000);
  }

  #read(text: string): void {
    let frame: ReturnType<typeof StreamServerFrame.safeParse>;
    try {
      frame = StreamServerFrame.safeParse(JSON.parse(text));
    } catch {
      console.info("A frame of the stream was no JSON.");
      return;
    }
    // Frames of a newer server that this page does not know are growth, not errors.
    if (!frame.success) return;
    const { data } = frame;
    if (data.t === "sending") {
      this.#sending = { bytes: data.bytes, at: this.#deps.now() };
      return;
    }
    if (data.t === "session.ready") {
      this.#isReady = true;
      this.#hasRenewed = false;
      this.#attempts = 0;
      this.#readyAt = this.#deps.now();
    }
    this.#deps.onFrame(data);
  }

  #take(data: ArrayBuffer): void {
    const sending = this.#sending;
    this.#sending = null;
    if (sending) this.#deps.onTimed(sending.bytes, this.#deps.now() - sending.at);
    const frame = decodeBinaryFrame(data);
    if (frame) this.#deps.onMedia(frame.header, frame.body);
  }

  #lost(socket: SocketLike, code: number): void {
    if (this.#socket !== socket || this.#isClosed) return;
    const { now } = this.#deps;
    if (this.#isReady && now() - this.#readyAt > STEADY_MS) this.#failures = 0;
    this.#socket = null;
    this.#isReady = false;
    this.#cancelLook?.();
    void this.#comeBack(code);
  }

  async #comeBack(code: number): Promise<void> {
    const { renew, after, random, isHidden, onDown } = this.#deps;
    const wantsRenewal = code === CLOSE.token_expired || code === CLOSE.unauthenticated;
    // An ended token is no fault of the connection.
    if (!wantsRenewal || this.#hasRenewed) this.#failures += 1;
    if (wantsRenewal ? this.#hasRenewed : !isRetryable(code)) {
      onDown(this.#failures, true);
      return;
    }
    onDown(this.#failures, false);
    if (this.#isClosed) return;
    if (wantsRenewal) {
      this.#hasRenewed = true;
      const lives = await renew().catch(() => true);
      if (this.#isClosed) return;
      if (!lives) {
        onDown(this.#failures, true);
        return;
      }
    }
    const delay = wantsRenewal ? 0 : delayBefore(this.#attempts, isHidden(), random());
    this.#attempts += 1;
    this.#cancelRetry = after(delay, () => {
      this.#cancelRetry = null;
      this.connect();
    });
  }

  /** Sends the heartbeat, and gives the socket up when two of the server's did not come. */
  #look(): void {
    this.#cancelLook = this.#deps.after(LOOK_EVERY_MS, () => {
      const socket = this.#socket;
      if (!socket) return;
      const now = this.#deps.now();
      if (now - this.#heardAt >= HEARTBEAT_MS * 2) {
        socket.close(4000, "no answer");
        // A dead network answers no closing handshake either.
        this.#lost(socket, CLOSE.heartbeat_missed);
        return;
      }
      if (now - this.#beatAt >= HEARTBEAT_MS) {
        this.#beatAt = now;
        this.send({ t: "heartbeat" });
      }
      this.#look();
    });
  }
}
