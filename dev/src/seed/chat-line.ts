import { setTimeout as sleep } from "node:timers/promises";
import { CHAT_PROTOCOL, type ChatClientFrame, ChatServerFrame } from "@veza/contracts/ws/chat";

type Command = Extract<ChatClientFrame, { id: string }>;
/** An answer that takes longer than this is none. */
const PATIENCE_MS = 15_000;
/** A command that the room asks to send again later is sent so often. */
const TRIES = 20;

/** A member of one room at its socket. */
export interface ChatLine {
  /**
   * Sends a command and waits for its ack; where the room says how long to wait, it is sent again after that.
   * @returns the message's id
   */
  do(command: Command): Promise<string | null>;
  close(): void;
}

/** Opens `/chat/ws` as the owner of `token` and says hello. Throws where the room does not welcome them. */
export async function openChatLine(url: string, token: string, roomId: string): Promise<ChatLine> {
  const address = new URL(`/chat/ws?room_id=${roomId}`, url);
  address.protocol = address.protocol === "https:" ? "wss:" : "ws:";
  const socket = new WebSocket(address, [CHAT_PROTOCOL, `bearer.${token}`]);
  const waiting = new Map<string, (frame: ChatServerFrame) => void>();
  let end: (error: Error) => void = () => undefined;
  const ended = new Promise<never>((_, reject) => {
    end = reject;
  });
  // Whoever waits gets it; nobody may be waiting.
  ended.catch(() => undefined);
  const late = async () => {
    await sleep(PATIENCE_MS, undefined, { ref: false });
    throw new Error(`the room has not answered within ${PATIENCE_MS / 1000} s`);
  };
  const answerTo = (id: string, frame: ChatClientFrame): Promise<ChatServerFrame> => {
    const answer = new Promise<ChatServerFrame>((resolve) => waiting.set(id, resolve));
    socket.send(JSON.stringify(frame));
    return Promise.race([answer, ended, late()]);
  };
  socket.addEventListener("message", ({ data }) => {
    const frame = ChatServerFrame.parse(JSON.parse(String(data)));
    const id = frame.t === "welcome" ? "welcome" : "re" in frame ? frame.re : undefined;
    if (id === undefined) return;
    waiting.get(id)?.(frame);
    waiting.delete(id);
  });
  socket.addEventListener("close", ({ code, reason }) =>
    end(new Error(`the room has closed the socket: ${code} ${reason}`)),
  );
  socket.addEventListener("error", () => end(new Error("the room's socket could not be opened")));
  const opened = new Promise<void>((resolve) => socket.addEventListener("open", () => resolve()));
  await Promise.race([opened, ended, late()]);
  await answerTo("welcome", { t: "hello", since: null });

  return {
    async do(command) {
      for (let attempt = 1; ; attempt++) {
        const answer = await answerTo(command.id, command);
        if (answer.t === "ack") return answer.message_id;
        const wait = answer.t === "error" ? answer.retry_after_ms : undefined;
        if (wait === undefined || attempt >= TRIES)
          throw new Error(`the room has refused ${command.t}: ${JSON.stringify(answer).slice(0, 200)}`);
        await sleep(wait + 20);
      }
    },
    close: () => socket.close(1000),
  };
}
