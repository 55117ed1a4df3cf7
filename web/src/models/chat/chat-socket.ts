import {
  CHAT_PING,
  type ChatClientFrame,
  ChatServerFrame,
  type PresenceStatus,
} from "@veza/contracts/ws/chat";
import { createLiveSocket, type LiveDeps, type LiveSocket } from "../../lib/live/live-socket.ts";
import type { OpenWire } from "../../lib/live/wire.ts";

export interface ChatSocketDeps extends LiveDeps {
  open: OpenWire;
  /** The last event that is applied; null: nothing is known yet. */
  since(): number | null;
  status(): PresenceStatus;
  onFrame(frame: ChatServerFrame): void;
  /** `final`: it does not come back by itself, for this reason. */
  onDown(final: { code: number; reason: string } | null): void;
}

/** A silent line is asked whether it lives; the platform answers without waking the room. */
export const PING_EVERY_MS = 25_000;
/** How often the room is told how far this page has got, in events. */
const SEEN_EVERY = 200;

/** A room's socket: says `hello` with the last known event and hands every frame on. */
export class ChatSocket {
  readonly #deps: ChatSocketDeps;
  readonly #socket: LiveSocket;
  /** Since the last `hello`. */
  #isWelcome = false;
  #seenTold = 0;

  constructor(deps: ChatSocketDeps) {
    this.#deps = deps;
    this.#socket = createLiveSocket<ChatServerFrame>(deps, {
      open: (on) => deps.open(on),
      frames: ChatServerFrame,
      isWelcome: ({ t }) => t === "welcome",
      onFrame: (frame) => this.#take(frame),
      onOpen: () => this.hello(),
      onDown: ({ isFinal, code, reason }) => {
        this.#isWelcome = false;
        deps.onDown(isFinal ? { code, reason } : null);
      },
      beat: () => {
        this.#socket.send(CHAT_PING);
        return PING_EVERY_MS;
      },
      silentMs: PING_EVERY_MS * 2 + 1_000,
      whenOffline: "drop",
    });
  }

  connect(): void {
    this.#socket.connect();
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

  /**
   * Events up to `seq` are applied: the room closes sockets that are far behind, so it is told now and then.
   */
  applied(seq: number): void {
    if (seq - this.#seenTold < SEEN_EVERY) return;
    if (this.send({ t: "seen", seq })) this.#seenTold = seq;
  }

  /** After a final end: from the beginning. */
  restart(): void {
    this.#socket.restart();
  }

  close(): void {
    this.#socket.close();
  }

  #write(frame: ChatClientFrame): boolean {
    return this.#socket.send(JSON.stringify(frame));
  }

  #take(frame: ChatServerFrame): void {
    if (frame.t === "pong") return;
    if (frame.t === "welcome") {
      this.#isWelcome = true;
      this.#seenTold = frame.last_seq;
    }
    this.#deps.onFrame(frame);
  }
}
