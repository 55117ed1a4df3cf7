import { type PartyClientFrame, PartyServerFrame } from "@veza/contracts/ws/party";
import { createServerClock } from "@veza/core/clock-sync";
import { createLiveSocket, type LiveDeps, type LiveSocket } from "../../lib/live/live-socket.ts";
import type { OpenWire } from "../../lib/live/wire.ts";

export interface PartySocketDeps extends LiveDeps {
  open: OpenWire;
  onFrame(frame: PartyServerFrame): void;
  /** `final` (a close code): it does not come back by itself. */
  onDown(final: number | null): void;
}

/**
 * A sleeping computer's timers stand still: this long without a timer means that it slept, and its clock may
 * have moved.
 */
const SLEPT_MS = 30_000;
/** No pong for so long, though asked: the connection is dead. The sparsest ping comes every ten seconds. */
const SILENT_MS = 25_000;

/** The party's socket: keeps the server's clock by pings, hands on every other frame. */
export class PartySocket {
  readonly #deps: PartySocketDeps;
  readonly #clock = createServerClock();
  readonly #socket: LiveSocket;
  #pingedAt = 0;

  constructor(deps: PartySocketDeps) {
    this.#deps = deps;
    this.#socket = createLiveSocket<PartyServerFrame>(deps, {
      open: (on) => deps.open(on),
      frames: PartyServerFrame,
      isWelcome: ({ t }) => t === "welcome",
      onFrame: (frame) => this.#take(frame),
      onOpen: () => {
        this.#clock.restart(deps.now());
        this.#pingedAt = deps.now();
      },
      onDown: ({ isFinal, code }) => deps.onDown(isFinal ? code : null),
      beat: () => this.#ping(),
      silentMs: SILENT_MS,
      whenOffline: "keep",
    });
  }

  connect(): void {
    this.#socket.connect();
  }

  /** Whether it was sent: commands of a moment ago make no sense after a reconnect, so nothing is kept. */
  send(frame: PartyClientFrame): boolean {
    return this.#socket.send(JSON.stringify(frame));
  }

  /** The server's time now, ms; null before enough pongs have come. */
  serverTime(): number | null {
    return this.#clock.serverTime(this.#deps.now());
  }

  close(): void {
    this.#socket.close();
  }

  /** @returns ms until the next one */
  #ping(): number {
    const now = this.#deps.now();
    if (now - this.#pingedAt > SLEPT_MS) this.#clock.restart(now);
    this.#pingedAt = now;
    this.send({ t: "ping", client_time_ms: now });
    return this.#clock.nextPingIn(now);
  }

  #take(frame: PartyServerFrame): void {
    if (frame.t !== "pong") {
      this.#deps.onFrame(frame);
      return;
    }
    const { client_time_ms, server_time_ms } = frame;
    this.#clock.pong({ sent_ms: client_time_ms, received_ms: this.#deps.now(), server_ms: server_time_ms });
  }
}
