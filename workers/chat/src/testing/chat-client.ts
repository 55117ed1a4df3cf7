import { CHAT_PROTOCOL, type ChatClientFrame, ChatServerFrame } from "@veza/contracts/ws/chat";
import type { ChatEvent } from "@veza/contracts/ws/chat-room";
import type { ChatRoom } from "../chat-room.do.ts";
import { objectName, RELAY_HEADER, SEAT_HEADER } from "../room/wire.ts";

type Of<T extends ChatServerFrame["t"]> = Extract<ChatServerFrame, { t: T }>;
type WithoutId<F> = F extends unknown ? Omit<F, "id"> : never;
export type Asking = WithoutId<Extract<ChatClientFrame, { id: string }>>;
export type ChatClient = Awaited<ReturnType<typeof connect>>;

let serial = 0;

/** A member's socket, seated as the Worker would: by the head, or by the relay that the head names. */
export async function connect(
  rooms: DurableObjectNamespace<ChatRoom>,
  room_id: string,
  user_id: string,
  region = "weur",
) {
  const take = (place: number, at: string) =>
    rooms.get(rooms.idFromName(objectName(room_id, place))).fetch("http://chat/", {
      headers: {
        upgrade: "websocket",
        [SEAT_HEADER]: JSON.stringify({ user_id, room_id, place, region: at }),
      },
    });
  let response = await take(0, region);
  let relay = 0;
  if (response.status === 421) {
    const [n, at] = (response.headers.get(RELAY_HEADER) ?? "").split(" ");
    relay = Number(n);
    response = await take(relay, at ?? region);
  }
  const socket = response.webSocket;
  if (socket === null) throw new Error(`no socket, but ${response.status}`);
  if (response.headers.get("sec-websocket-protocol") !== CHAT_PROTOCOL) throw new Error("no protocol");
  const frames: ChatServerFrame[] = [];
  /** Every event of a batch or of a resumption, in the order in which it came. */
  const events: ChatEvent[] = [];
  const wakes = new Set<() => void>();
  let isClosed = false;
  const closed = new Promise<{ code: number; reason: string }>((resolve) =>
    socket.addEventListener("close", (event) => {
      isClosed = true;
      for (const wake of wakes) wake();
      resolve({ code: event.code, reason: event.reason });
    }),
  );
  socket.addEventListener("message", (event) => {
    const frame = ChatServerFrame.parse(JSON.parse(String(event.data)));
    if (frame.t === "batch" || frame.t === "welcome") events.push(...frame.events);
    frames.push(frame);
    for (const wake of wakes) wake();
  });
  socket.accept();
  const take_ = async <F extends ChatServerFrame>(fits: (frame: ChatServerFrame) => boolean): Promise<F> => {
    for (;;) {
      const at = frames.findIndex(fits);
      const [found] = at >= 0 ? frames.splice(at, 1) : [];
      if (found !== undefined) return found as F;
      if (isClosed) throw new Error("the socket was closed");
      await new Promise<void>((resolve) => {
        const wake = () => {
          wakes.delete(wake);
          resolve();
        };
        wakes.add(wake);
      });
    }
  };
  const send = (frame: ChatClientFrame) => socket.send(JSON.stringify(frame));
  return {
    socket,
    relay,
    frames,
    events,
    closed,
    isClosed: () => isClosed,
    send,
    /** The next frame of a type (that fits), wherever it stands among others. */
    next: <T extends ChatServerFrame["t"]>(t: T, fits: (frame: Of<T>) => boolean = () => true) =>
      take_<Of<T>>((frame) => frame.t === t && fits(frame as Of<T>)),
    /** The next event of a type in a batch. */
    async event<T extends ChatEvent["t"]>(t: T): Promise<Extract<ChatEvent, { t: T }>> {
      const batch = await take_<Of<"batch">>(
        (frame) => frame.t === "batch" && frame.events.some((event) => event.t === t),
      );
      return batch.events.find((event) => event.t === t) as Extract<ChatEvent, { t: T }>;
    },
    async hello(since: number | null = null): Promise<Of<"welcome">> {
      send({ t: "hello", since });
      return take_((frame) => frame.t === "welcome");
    },
    /** Sends with an id. @returns whatever answers it */
    async ask(
      frame: Asking,
      id = `${user_id.slice(-4)}-${++serial}`,
    ): Promise<
      Exclude<ChatServerFrame, { t: "batch" | "welcome" | "typing" | "presence" | "you" | "pong" }>
    > {
      socket.send(JSON.stringify({ ...frame, id }));
      return take_((answer) => "re" in answer && answer.re === id);
    },
    async code(frame: Asking, id?: string): Promise<string> {
      const answer = await this.ask(frame, id);
      return answer.t === "error" ? answer.code : answer.t;
    },
  };
}
