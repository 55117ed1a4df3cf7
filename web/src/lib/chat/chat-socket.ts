import {
  CHAT_PING,
  type ChatClientFrame,
  ChatServerFrame,
  type PresenceStatus,
} from "@veza/contracts/ws/chat";
import { CLOSE, isRetryable } from "@veza/contracts/ws/close";
import { delayBefore } from "../live/reconnect.ts";
import type { OpenWire, Wire } from "../live/wire.ts";

export interface ChatSocketDeps {
  open: OpenWire;
  /** Renews the session after `token_expired` or `unauthenticated`; false: it has ended. */
  renew(): Promise<boolean>;
  /** The last event that is applied; null: nothing is known yet. */
  since(): number | null;
  status(): PresenceStatus;
  onFrame(frame: ChatServerFrame): void;
  /** `final`: it does not come back by itself, for this reason. */
  onDown(final: { code: number; reason: string } | null): void;
  /** An even clock, ms. */
  now(): number;
  after(ms: number, work: () => void): () => void;
  random(): number;
  isHidden(): boolean;
  isOnline(): boolean;
}

/** A silent line is asked whether it lives; the platform answers without waking the room. */
export const PING_EVERY_MS = 25_000;
/** How often the room is told how far this page has got, in events. */
const SEEN_EVERY = 200;

/** A room's socket: says `hello` with the last known event, comes back by itself, hands every frame on. */
export class ChatSocket {
  readonly #deps: ChatSocketDeps;
  #wire: Wire | null = null;
  #isWelcome = false;
  #attempt = 0;
  #hasRenewed = false;
  #isClosed = false;
  #heardAt = 0;
  #seenTold = 0;
  #cancelPing: (() => void) | null = null;
  #cancelRetry: (() => void) | null = null;

  constructor(deps: ChatSocketDeps) {
    this.#deps = deps;
  }

  connect(): void {
    if (this.#isClosed || this.#wire !== null || !this.#deps.isOnline()) return;
    this.#cancelRetry?.();
    this.#cancelRetry = null;
    this.#heardAt = this.#deps.now();
    let wire: Wire | null = null;
    wire = this.#deps.open({
      open: () => {
        if (this.#wire !== wire) return;
        this.#heardAt = this.#deps.now();
        this.hello();
        this.#ping();
      },
      message: (text) => {
        if (this.#wire === wire) this.#read(text);
      },
      close: (code, reason) => {
        if (this.#wire === wire) void this.#lost(code, reason);
      },
    });
    this.#wire = wire;
  }

  /** Says where this page stands; also when an event was missed. */
  hello(): void {
    this.#isWelcome = false;
    this.#write({ t: "hello", since: this.#deps.since(), status: this.#deps.status() });
  }

  /** Whether it was sent. Before the room's welcome nothing is. */
  send(frame: ChatClientFrame): boolean {
    return this.#isWelcome && this.#write(frame);
  }

  /** Events up to `seq` are applied: the room closes sockets that are far behind, so it is told now and then. */
  applied(seq: number): void {
    if (seq - this.#seenTold < SEEN_EVERY) return;
    if (this.send({ t: "seen", seq })) this.#seenTold = seq;
  }

  /** Back online, or looked at again: no reason to wait. */
  hurry(): void {
    if (this.#wire === null) this.connect();
  }

  /** After a final end: from the beginning. */
  restart(): void {
    this.#hasRenewed = false;
    this.#attempt = 0;
    this.connect();
  }

  /** The device has lost its network: what is open is dead, and says so only after a long time. */
  drop(): void {
    const wire = this.#wire;
    if (wire === null) return;
    void this.#lost(CLOSE.heartbeat_missed, "offline");
    wire.close(4000);
  }

  close(): void {
    this.#isClosed = true;
    this.#cancelPing?.();
    this.#cancelRetry?.();
    const wire = this.#wire;
    this.#wire = null;
    wire?.close(1000);
  }

  #write(frame: ChatClientFrame): boolean {
    const wire = this.#wire;
    if (!wire?.isOpen) return false;
    wire.send(frame.t === "ping" ? CHAT_PING : JSON.stringify(frame));
    return true;
  }

  #ping(): void {
    const silent = this.#deps.now() - this.#heardAt;
    if (silent > PING_EVERY_MS * 2 + 1_000) {
      this.drop();
      return;
    }
    this.#write({ t: "ping" });
    this.#cancelPing = this.#deps.after(PING_EVERY_MS, () => this.#ping());
  }

  #read(text: string): void {
    this.#heardAt = this.#deps.now();
    let frame: ReturnType<typeof ChatServerFrame.safeParse>;
    try {
      frame = ChatServerFrame.safeParse(JSON.parse(text));
    } catch {
      return;
    }
    // Frames of a newer server that this page does not know are growth, not errors.
    if (!frame.success || frame.data.t === "pong") return;
    if (frame.data.t === "welcome") {
      this.#attempt = 0;
      this.#hasRenewed = false;
      this.#isWelcome = true;
      this.#seenTold = frame.data.last_seq;
    }
    this.#deps.onFrame(frame.data);
  }

  async #lost(code: number, reason: string): Promise<void> {
    this.#wire = null;
    this.#isWelcome = false;
    this.#cancelPing?.();
    if (this.#isClosed) return;
    const wantsRenewal = code === CLOSE.token_expired || code === CLOSE.unauthenticated;
    if (wantsRenewal ? this.#hasRenewed : !isRetryable(code)) {
      this.#deps.onDown({ code, reason });
      return;
    }
    this.#deps.onDown(null);
    if (wantsRenewal) {
      this.#hasRenewed = true;
      const lives = await this.#deps.renew().catch(() => true);
      if (this.#isClosed || this.#wire !== null) return;
      if (!lives) {
        this.#deps.onDown({ code, reason });
        return;
      }
    }
    const delay = wantsRenewal ? 0 : delayBefore(this.#attempt, this.#deps.isHidden(), this.#deps.random());
    this.#attempt += 1;
    this.#cancelRetry = this.#deps.after(delay, () => this.connect());
  }
}
