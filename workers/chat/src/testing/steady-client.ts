import type { ChatServerFrame } from "@veza/contracts/ws/chat";
import type { ChatEvent } from "@veza/contracts/ws/chat-room";
import type { ChatRoom } from "../chat-room.do.ts";
import { connect } from "./chat-client.ts";
import type { Acked } from "./delivery-check.ts";

/**
 * A client as the protocol wants it: comes back when its socket ends and resumes where it was, and sends what was not acknowledged
 * again under the same id. It keeps every event as it came, doubles too, for a checker to judge.
 */
export class SteadyClient {
  readonly user: string;
  readonly events: ChatEvent[] = [];
  readonly acked: Acked[] = [];
  readonly refused: string[] = [];
  reconnects = 0;
  #waiting = new Map<string, string>();
  #socket: WebSocket | null = null;
  #since: number;
  #isOver = false;
  #work: Promise<void> = Promise.resolve();
  readonly #rooms: DurableObjectNamespace<ChatRoom>;
  readonly #roomId: string;

  constructor(rooms: DurableObjectNamespace<ChatRoom>, roomId: string, user: string, since: number) {
    this.#rooms = rooms;
    this.#roomId = roomId;
    this.user = user;
    this.#since = since;
  }

  async start(): Promise<void> {
    const client = await connect(this.#rooms, this.#roomId, this.user);
    if (this.#isOver) return client.socket.close();
    const { socket } = client;
    this.#socket = socket;
    for (const frame of client.frames.splice(0)) this.#take(frame);
    socket.addEventListener("message", (event) => {
      // A frame of a socket that was given up comes too late: what it holds comes again.
      if (socket === this.#socket) this.#take(JSON.parse(String(event.data)));
    });
    void client.closed.then(() => {
      if (socket === this.#socket) this.#again();
    });
    socket.send(JSON.stringify({ t: "hello", since: this.#since }));
  }

  send(id: string, body: string): void {
    this.#waiting.set(id, body);
    this.#put(id, body);
  }
  /** The line breaks, without a word. */
  kill(): void {
    const socket = this.#socket;
    if (socket === null) return;
    socket.close(3000, "killed");
    this.#again();
  }
  isDone(last_seq: number): boolean {
    return this.#waiting.size === 0 && this.#since >= last_seq;
  }
  /** Sends again what has had no answer. */
  remind(): void {
    for (const [id, body] of this.#waiting) this.#put(id, body);
  }
  async stop(): Promise<void> {
    this.#isOver = true;
    await this.#work;
    this.#socket?.close(1000);
  }

  #again(): void {
    this.#socket = null;
    this.reconnects++;
    this.#work = this.#work.then(async () => {
      if (this.#isOver || this.#socket !== null) return;
      await new Promise((resolve) => setTimeout(resolve, 20));
      await this.start();
    });
  }
  #put(id: string, body: string): void {
    try {
      this.#socket?.send(JSON.stringify({ t: "message.send", id, body }));
    } catch {
      // Closed a moment ago: it goes out again after the next welcome.
    }
  }
  #take(frame: ChatServerFrame): void {
    if (frame.t === "welcome" || frame.t === "batch") {
      if (frame.t === "welcome" && frame.resync) this.refused.push("resync");
      this.events.push(...frame.events);
      this.#since = Math.max(this.#since, frame.events.at(-1)?.seq ?? 0);
      if (frame.t === "welcome") this.remind();
    } else if (frame.t === "ack") {
      const body = this.#waiting.get(frame.re);
      if (body !== undefined && frame.message_id !== null)
        this.acked.push({ body, seq: frame.seq, message_id: frame.message_id });
      this.#waiting.delete(frame.re);
    } else if (frame.t === "error") this.refused.push(frame.code);
  }
}
