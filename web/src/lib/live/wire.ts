/** The part of a WebSocket that our links need, so that tests can play it. */
export interface Wire {
  readonly isOpen: boolean;
  send(text: string): void;
  close(code: number): void;
}

export interface WireEvents {
  open(): void;
  message(text: string): void;
  bytes(data: ArrayBuffer): void;
  close(code: number, reason: string): void;
}

/** Opens a socket; its callbacks come later, never at once. */
export type OpenWire = (on: WireEvents) => Wire;

/** A browser's socket to a path of this origin. */
export function openBrowserWire(
  path: string,
  query: Readonly<Record<string, string>>,
  protocol: string,
): OpenWire {
  return (on) => {
    const address = new URL(path, location.href);
    address.protocol = address.protocol.replace("http", "ws");
    for (const [name, value] of Object.entries(query)) address.searchParams.set(name, value);
    const socket = new WebSocket(address, protocol);
    socket.binaryType = "arraybuffer";
    socket.addEventListener("open", () => on.open());
    socket.addEventListener("message", ({ data }: MessageEvent<unknown>) => {
      if (typeof data === "string") on.message(data);
      else if (data instanceof ArrayBuffer) on.bytes(data);
    });
    socket.addEventListener("close", ({ code, reason }) => on.close(code, reason));
    return {
      get isOpen() {
        return socket.readyState === WebSocket.OPEN;
      },
      send: (text) => socket.send(text),
      close(code) {
        // Closing before it is open makes browsers complain: it is closed as soon as it is.
        if (socket.readyState === WebSocket.CONNECTING)
          socket.addEventListener("open", () => socket.close(code));
        else socket.close(code);
      },
    };
  };
}
