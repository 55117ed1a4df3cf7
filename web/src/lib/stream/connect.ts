import { STREAM_PROTOCOL } from "@veza/contracts/ws/stream";
import { refreshSession } from "../api/refresh.ts";
import type { LinkDeps, SocketLike } from "./stream-link.ts";

function openSocket(query: Readonly<Record<string, string>>): SocketLike {
  const address = new URL("/stream", location.href);
  address.protocol = address.protocol.replace("http", "ws");
  for (const [name, value] of Object.entries(query)) address.searchParams.set(name, value);
  const socket = new WebSocket(address, STREAM_PROTOCOL);
  socket.binaryType = "arraybuffer";
  const like: SocketLike = {
    get readyState() {
      return socket.readyState;
    },
    send: (text) => socket.send(text),
    close(code, reason) {
      // Closing before it is open makes browsers complain: it is closed as soon as it is.
      if (socket.readyState === WebSocket.CONNECTING)
        socket.addEventListener("open", () => socket.close(code, reason));
      else socket.close(code, reason);
    },
    onmessage: null,
    onclose: null,
  };
  socket.addEventListener("message", (event: MessageEvent<unknown>) => like.onmessage?.(event));
  socket.addEventListener("close", (event) => like.onclose?.(event));
  return like;
}

/** Whether this browser has sockets at all. */
export const hasSockets = () => typeof WebSocket !== "undefined";

/** What the links of this page need of the browser. */
export const browserLink: Pick<LinkDeps, "open" | "renew" | "now" | "after" | "random" | "isHidden"> = {
  open: openSocket,
  renew: () => refreshSession(),
  now: () => performance.timeOrigin + performance.now(),
  after: (ms, work) => {
    const timer = setTimeout(work, ms);
    return () => clearTimeout(timer);
  },
  random: Math.random,
  isHidden: () => document.hidden,
};
