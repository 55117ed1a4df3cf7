import { StreamQuery, StreamServerFrame } from "@veza/contracts/ws/stream";
import { type BinaryHeader, decodeBinaryFrame } from "@veza/contracts/ws/stream-binary";
import { ADMITTED_HEADER, encodeAdmitted } from "../session/admission.ts";

type Stub = { fetch(url: string, init: RequestInit): Promise<Response> };

/** A device of a session in workerd, as the Worker hands it to the object. */
export async function openSession(
  stub: Stub,
  user_id: string,
  asked: Record<string, string>,
): Promise<SessionClient> {
  const query = StreamQuery.parse(asked);
  const admitted = encodeAdmitted({
    user_id,
    device_id: query.device_id ?? "test",
    query,
    entitlement: null,
    traceparent: "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
  });
  const response = await stub.fetch("http://session/stream", {
    headers: { upgrade: "websocket", [ADMITTED_HEADER]: admitted },
  });
  const socket = response.webSocket;
  if (socket === null) throw new Error(`no socket: ${response.status}`);
  return new SessionClient(socket);
}

type Message = { text: StreamServerFrame } | { media: BinaryHeader };

export class SessionClient {
  readonly socket: WebSocket;
  readonly closed: Promise<{ code: number; reason: string }>;
  readonly #messages: Message[] = [];
  #wake: (() => void) | null = null;

  constructor(socket: WebSocket) {
    this.socket = socket;
    socket.binaryType = "arraybuffer";
    this.closed = new Promise((resolve) =>
      socket.addEventListener("close", ({ code, reason }) => resolve({ code, reason })),
    );
    socket.addEventListener("message", ({ data }) => {
      if (typeof data === "string") this.#messages.push({ text: StreamServerFrame.parse(JSON.parse(data)) });
      else {
        const decoded = decodeBinaryFrame(data as ArrayBuffer);
        if (decoded === null) throw new Error("not a binary frame of ours");
        this.#messages.push({ media: decoded.header });
      }
      this.#wake?.();
    });
    socket.accept();
  }

  send(frame: Record<string, unknown>): void {
    this.socket.send(JSON.stringify(frame));
  }

  /** The next message that `wanted` takes; what came before it is thrown away. */
  async next<T>(wanted: (message: Message) => T | null | undefined | false): Promise<T> {
    for (;;) {
      const message = this.#messages.shift();
      if (message === undefined) {
        await new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
        continue;
      }
      const found = wanted(message);
      if (found !== null && found !== undefined && found !== false) return found;
    }
  }

  text<T extends StreamServerFrame["t"]>(type: T): Promise<Extract<StreamServerFrame, { t: T }>> {
    return this.next((message) =>
      "text" in message && message.text.t === type
        ? (message.text as Extract<StreamServerFrame, { t: T }>)
        : null,
    );
  }

  media(): Promise<BinaryHeader> {
    return this.next((message) => ("media" in message ? message.media : null));
  }

  /** Everything until the answer to a ping: what the frames before it led to at once. */
  async settled(): Promise<Message[]> {
    const client_time_ms = Math.random();
    this.send({ t: "ping", client_time_ms });
    const taken: Message[] = [];
    await this.next((message) => {
      taken.push(message);
      return "text" in message && message.text.t === "pong" && message.text.client_time_ms === client_time_ms;
    });
    return taken;
  }
}
