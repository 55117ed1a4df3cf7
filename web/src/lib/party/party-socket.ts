import { CLOSE, isRetryable } from "@veza/contracts/ws/close";
import { type PartyClientFrame, PartyServerFrame } from "@veza/contracts/ws/party";
import { createServerClock } from "@veza/core/clock-sync";
import { delayBefore } from "../live/reconnect.ts";
import type { OpenWire, Wire } from "../live/wire.ts";

export interface PartySocketDeps {
  open: OpenWire;
  /** Renews the session after `token_expired` or `unauthenticated`; false: it has ended. */
  renew(): Promise<boolean>;
  onFrame(frame: PartyServerFrame): void;
  /** `final` (a close code): it does not come back by itself. */
  onDown(final: number | null): void;
  /** An even clock, ms: not the computer's date. */
  now(): number;
  after(ms: number, work: () => void): () => void;
  random(): number;
  isHidden(): boolean;
}

/** A sleeping computer's timers stand still: this long without a timer means that it slept, and its clock may have moved. */
const SLEPT_MS = 30_000;
/** No pong for so long, though asked: the connection is dead. The sparsest ping comes every ten seconds. */
const SILENT_MS = 25_000;

/** The party's socket: comes back by itself, keeps the server's clock by pings, hands on every other frame. */
export class PartySocket {
  readonly #deps: PartySocketDeps;
  readonly #clock = createServerClock();
  #wire: Wire | null = null;
  #attempt = 0;
  #hasRenewed = false;
  #isClosed = false;
  #heardAt = 0;
  #pingedAt = 0;
  #cancelPing: (() => void) | null = null;
  #cancelRetry: (() => void) | null = null;

  constructor(deps: PartySocketDeps) {
    this.#deps = deps;
  }

  connect(): void {
    if (this.#isClosed || this.#wire !== null) return;
    this.#cancelRetry?.();
    this.#cancelRetry = null;
    this.#heardAt = this.#deps.now();
    let wire: Wire | null = null;
    wire = this.#deps.open({
      open: () => {
        if (this.#wire !== wire) return;
        this.#clock.restart(this.#deps.now());
        this.#pingedAt = this.#deps.now();
        this.#ping();
      },
      message: (text) => {
        if (this.#wire === wire) this.#read(text);
      },
      close: (code) => {
        if (this.#wire === wire) void this.#lost(code);
      },
    });
    this.#wire = wire;
  }

  /** Whether it was sent: commands of a moment ago make no sense after a reconnect, so nothing is kept. */
  send(frame: PartyClientFrame): boolean {
    const wire = this.#wire;
    if (!wire?.isOpen) return false;
    wire.send(JSON.stringify(frame));
    return true;
  }

  /** The server's time now, ms; null before enough pongs have come. */
  serverTime(): number | null {
    return this.#clock.serverTime(this.#deps.now());
  }

  /** Back online, or looked at again: no reason to wait. */
  hurry(): void {
    if (this.#wire === null) this.connect();
  }

  close(): void {
    this.#isClosed = true;
    this.#cancelPing?.();
    this.#cancelRetry?.();
    const wire = this.#wire;
    this.#wire = null;
    wire?.close(1000);
  }

  #ping(): void {
    const now = this.#deps.now();
    if (now - this.#pingedAt > SLEPT_MS) this.#clock.restart(now);
    else if (now - this.#heardAt > SILENT_MS) {
      const wire = this.#wire;
      void this.#lost(CLOSE.heartbeat_missed);
      wire?.close(4000);
      return;
    }
    this.#pingedAt = now;
    this.send({ t: "ping", client_time_ms: now });
    this.#cancelPing = this.#deps.after(this.#clock.nextPingIn(now), () => this.#ping());
  }

  #read(text: string): void {
    const now = this.#deps.now();
    this.#heardAt = now;
    let frame: ReturnType<typeof PartyServerFrame.safeParse>;
    try {
      frame = PartyServerFrame.safeParse(JSON.parse(text));
    } catch {
      return;
    }
    // Frames of a newer server that this page does not know are growth, not errors.
    if (!frame.success) return;
    if (frame.data.t === "pong") {
      const { client_time_ms, server_time_ms } = frame.data;
      this.#clock.pong({ sent_ms: client_time_ms, received_ms: now, server_ms: server_time_ms });
      return;
    }
    if (frame.data.t === "welcome") {
      this.#attempt = 0;
      this.#hasRenewed = false;
    }
    this.#deps.onFrame(frame.data);
  }

  async #lost(code: number): Promise<void> {
    this.#wire = null;
    this.#cancelPing?.();
    if (this.#isClosed) return;
    const wantsRenewal = code === CLOSE.token_expired || code === CLOSE.unauthenticated;
    if (wantsRenewal ? this.#hasRenewed : !isRetryable(code)) {
      this.#deps.onDown(code);
      return;
    }
    this.#deps.onDown(null);
    if (wantsRenewal) {
      this.#hasRenewed = true;
      const lives = await this.#deps.renew().catch(() => true);
      if (this.#isClosed) return;
      if (!lives) {
        this.#deps.onDown(code);
        return;
      }
    }
    const delay = wantsRenewal ? 0 : delayBefore(this.#attempt, this.#deps.isHidden(), this.#deps.random());
    this.#attempt += 1;
    this.#cancelRetry = this.#deps.after(delay, () => this.connect());
  }
}
