import { CHAT_PROTOCOL, type ChatClientFrame, ChatServerFrame } from "@veza/contracts/ws/chat";
import type { ChatEvent } from "@veza/contracts/ws/chat-room";
import type { OpenLine } from "@veza/testing/chat-member";
import { frameQueue } from "@veza/testing/frame-queue";
import { objectName, relayOf, seatHeaders } from "@veza/worker-kit/fan-out/wire";
import type { ChatRoom } from "../chat-room.do.ts";

type Of<T extends ChatServerFrame["t"]> = Extract<ChatServerFrame, { t: T }>;
type WithoutId<F> = F extends unknown ? Omit<F, "id"> : never;
export type ClientCommand = WithoutId<Extract<ChatClientFrame, { id: string }>>;
export type ChatClient = Awaited<ReturnType<typeof connect>>;

let serial = 0;

/** Takes a seat as the Worker would: by the primary object, or by the relay that it names. */
export async function seat(
  rooms: DurableObjectNamespace<ChatRoom>,
  room_id: string,
  user_id: string,
  region = "weur",
): Promise<{ socket: WebSocket; relay: number }> {
  const take = (place: number, at: string) =>
    rooms.get(rooms.idFromName(objectName(room_id, place))).fetch("http://chat/", {
      headers: seatHeaders({ user_id, room_id, place, region: at }),
    });
  let response = await take(0, region);
  const found = relayOf(response);
  if (found === null) throw new Error("the answer names no relay");
  const relay = found === "here" ? 0 : found.n;
  if (found !== "here") response = await take(found.n, found.region);
  const socket = response.webSocket;
  if (socket === null) throw new Error(`no socket, but ${response.status}`);
  if (response.headers.get("sec-websocket-protocol") !== CHAT_PROTOCOL) throw new Error("no protocol");
  return { socket, relay };
}

/** The same for a `ChatMember`. */
export const seatLine =
  (rooms: DurableObjectNamespace<ChatRoom>, room_id: string, user_id: string): OpenLine =>
  async (on) => {
    const { socket } = await seat(rooms, room_id, user_id);
    socket.addEventListener("message", ({ data }) => on.message(String(data)));
    socket.addEventListener("close", ({ code }) => on.closed(code));
    socket.accept();
    return { send: (text) => socket.send(text), close: () => socket.close(3000, "killed") };
  };

/** A member's socket for tests that look at every frame. */
export async function connect(
  rooms: DurableObjectNamespace<ChatRoom>,
  room_id: string,
  user_id: string,
  region = "weur",
) {
  const { socket, relay } = await seat(rooms, room_id, user_id, region);
  const queue = frameQueue<ChatServerFrame>();
  /** Every event of a batch or of a resumption, in the order in which it came. */
  const events: ChatEvent[] = [];
  const closed = new Promise<{ code: number; reason: string }>((resolve) =>
    socket.addEventListener("close", ({ code, reason }) => {
      queue.end();
      resolve({ code, reason });
    }),
  );
  socket.addEventListener("message", (event) => {
    const frame = ChatServerFrame.parse(JSON.parse(String(event.data)));
    if (frame.t === "batch" || frame.t === "welcome") events.push(...frame.events);
    queue.push(frame);
  });
  socket.accept();
  const take = async <F extends ChatServerFrame>(fits: (frame: ChatServerFrame) => boolean): Promise<F> =>
    (await queue.take(fits)) as F;
  const send = (frame: ChatClientFrame) => socket.send(JSON.stringify(frame));
  return {
    socket,
    relay,
    frames: queue.frames,
    events,
    closed,
    isClosed: queue.isEnded,
    send,
    /** The next frame of a type (that fits), wherever it stands among others. */
    next: <T extends ChatServerFrame["t"]>(t: T, fits: (frame: Of<T>) => boolean = () => true) =>
      take<Of<T>>((frame) => frame.t === t && fits(frame as Of<T>)),
    /** The next event of a type in a batch. */
    async event<T extends ChatEvent["t"]>(t: T): Promise<Extract<ChatEvent, { t: T }>> {
      const batch = await take<Of<"batch">>(
        (frame) => frame.t === "batch" && frame.events.some((event) => event.t === t),
      );
      return batch.events.find((event) => event.t === t) as Extract<ChatEvent, { t: T }>;
    },
    async hello(since: number | null = null): Promise<Of<"welcome">> {
      send({ t: "hello", since });
      return take((frame) => frame.t === "welcome");
    },
    /** Sends with an id. @returns whatever answers it */
    async ask(
      frame: ClientCommand,
      id = `${user_id.slice(-4)}-${++serial}`,
    ): Promise<
      Exclude<ChatServerFrame, { t: "batch" | "welcome" | "typing" | "presence" | "you" | "pong" }>
    > {
      socket.send(JSON.stringify({ ...frame, id }));
      return take((answer) => "re" in answer && answer.re === id);
    },
    async code(frame: ClientCommand, id?: string): Promise<string> {
      const answer = await this.ask(frame, id);
      return answer.t === "error" ? answer.code : answer.t;
    },
  };
}
