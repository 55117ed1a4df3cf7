import { PARTY_PROTOCOL, type PartyClientFrame, PartyServerFrame } from "@veza/contracts/ws/party";

/**
 * A real socket behind a path that holds every frame up, each way, by a delay of its own; frames keep their
 * order, as in TCP.
 */
export class DelayedSocket {
  readonly #socket: WebSocket;
  readonly #delay: () => number;
  #lastUp = 0;
  #lastDown = 0;
  received = 0;
  sent = 0;

  constructor(url: string, token: string, delay: () => number, onFrame: (frame: PartyServerFrame) => void) {
    this.#delay = delay;
    this.#socket = new WebSocket(url, [PARTY_PROTOCOL, `bearer.${token}`]);
    this.#socket.addEventListener("message", (event) => {
      this.received++;
      const text = String(event.data);
      this.#lastDown = this.#later(this.#lastDown, () => onFrame(PartyServerFrame.parse(JSON.parse(text))));
    });
  }

  /** Rejects when the socket is refused or breaks before its time. */
  readonly opened = () =>
    new Promise<void>((resolve, reject) => {
      if (this.#socket.readyState === WebSocket.OPEN) resolve();
      this.#socket.addEventListener("open", () => resolve());
      this.#socket.addEventListener("close", ({ code }) =>
        reject(new Error(`the socket was closed with ${code}`)),
      );
    });

  send(frame: PartyClientFrame): void {
    this.sent++;
    this.#lastUp = this.#later(this.#lastUp, () => {
      if (this.#socket.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify(frame));
    });
  }

  close(): void {
    this.#socket.close(1000);
  }

  #later(last: number, run: () => void): number {
    const at = Math.max(performance.now() + this.#delay(), last);
    setTimeout(run, at - performance.now());
    return at;
  }
}
