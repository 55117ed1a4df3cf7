import { CLOSE, isRetryable } from "@veza/contracts/ws/close";
import { INBOX_PING, INBOX_PROTOCOL, InboxServerFrame } from "@veza/contracts/ws/inbox";
import { delayBefore } from "./reconnect.ts";

export interface InboxDeps {
  onFrame(frame: InboxServerFrame): void;
  /** Renews the session after `token_expired` or `unauthenticated`; false: it has ended. */
  renew(): Promise<boolean>;
  address: string;
}

/** A silent connection is asked whether it lives; without an answer within the same time again it is given up. */
const PING_EVERY_MS = 25_000;

/** The live inbox of the account. Comes back by itself until `close` is called or the platform says not to. */
export class InboxSocket {
  readonly #deps: InboxDeps;
  #socket: WebSocket | null = null;
  #attempt = 0;
  #isClosed = false;
  #hasRenewed = false;
  #heardAt = 0;
  #retry: ReturnType<typeof setTimeout> | null = null;
  readonly #pulse: ReturnType<typeof setInterval>;

  constructor(deps: InboxDeps) {
    this.#deps = deps;
    this.#pulse = setInterval(this.#checkPulse, PING_EVERY_MS);
    addEventListener("online", this.#hurry);
    document.addEventListener("visibilitychange", this.#hurry);
    this.#connect();
  }

  close(): void {
    this.#isClosed = true;
    clearInterval(this.#pulse);
    if (this.#retry !== null) clearTimeout(this.#retry);
    removeEventListener("online", this.#hurry);
    document.removeEventListener("visibilitychange", this.#hurry);
    const socket = this.#socket;
    this.#socket = null;
    // Closing before it is open makes browsers complain: it is closed as soon as it is.
    if (socket?.readyState === WebSocket.CONNECTING)
      socket.addEventListener("open", () => socket.close(1000));
    else socket?.close(1000);
  }

  #connect(): void {
    if (this.#isClosed || !navigator.onLine) return;
    const socket = new WebSocket(this.#deps.address, INBOX_PROTOCOL);
    this.#socket = socket;
    this.#heardAt = Date.now();
    socket.addEventListener("message", ({ data }) => {
      this.#heardAt = Date.now();
      if (typeof data === "string") this.#read(data);
    });
    socket.addEventListener("close", ({ code }) => {
      if (this.#socket !== socket) return;
      this.#socket = null;
      void this.#afterClose(code);
    });
  }

  #read(text: string): void {
    let frame: ReturnType<typeof InboxServerFrame.safeParse>;
    try {
      frame = InboxServerFrame.safeParse(JSON.parse(text));
    } catch {
      return;
    }
    // Frames of a newer server that this page does not know are growth, not errors.
    if (!frame.success) return;
    this.#attempt = 0;
    this.#hasRenewed = false;
    this.#deps.onFrame(frame.data);
  }

  async #afterClose(code: number): Promise<void> {
    if (this.#isClosed) return;
    if (code === CLOSE.token_expired || code === CLOSE.unauthenticated) {
      if (this.#hasRenewed) return;
      this.#hasRenewed = true;
      const lives = await this.#deps.renew().catch(() => true);
      if (!lives || this.#isClosed) return;
    } else if (!isRetryable(code)) return;
    const delay = delayBefore(this.#attempt, document.hidden, Math.random());
    this.#attempt += 1;
    this.#retry = setTimeout(() => this.#connect(), delay);
  }

  /** Back online or looked at again: no reason to wait any longer. */
  readonly #hurry = () => {
    if (this.#isClosed || document.hidden || this.#socket !== null) return;
    if (this.#retry !== null) clearTimeout(this.#retry);
    this.#connect();
  };

  readonly #checkPulse = () => {
    const socket = this.#socket;
    if (!socket || socket.readyState !== WebSocket.OPEN) return;
    if (Date.now() - this.#heardAt > PING_EVERY_MS * 2 + 1_000) socket.close(4000, "no answer");
    else socket.send(INBOX_PING);
  };
}
