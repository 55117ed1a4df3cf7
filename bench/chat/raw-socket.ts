import { createHash, randomBytes } from "node:crypto";
import { connect, type Socket } from "node:net";

/**
 * A WebSocket client that is nearly free, so that what is measured is the server: a server's frames are not
 * masked (RFC 6455 §5.1), so texts can be looked for in the stream of bytes without taking frames apart. Good
 * for a bench alone.
 */
export interface RawSocket {
  send(text: string): void;
  onData(listener: (data: Buffer) => void): void;
  close(): void;
}

/** @throws when the server does not switch protocols */
export function openRaw(address: string, protocols: string[]): Promise<RawSocket> {
  const url = new URL(address);
  return new Promise((resolve, reject) => {
    const socket = connect(Number(url.port), url.hostname);
    const key = randomBytes(16).toString("base64");
    const accept = createHash("sha1").update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest("base64");
    socket.setNoDelay(true);
    socket.once("error", reject);
    socket.once("connect", () => {
      const protocol = protocols.length === 0 ? "" : `Sec-WebSocket-Protocol: ${protocols.join(", ")}\r\n`;
      socket.write(
        `GET ${url.pathname}${url.search} HTTP/1.1\r\nHost: ${url.host}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: ${key}\r\nSec-WebSocket-Version: 13\r\n${protocol}\r\n`,
      );
    });
    let head = Buffer.alloc(0);
    const onHead = (data: Buffer) => {
      head = Buffer.concat([head, data]);
      const end = head.indexOf("\r\n\r\n");
      if (end < 0) return;
      socket.off("data", onHead);
      const text = head.toString("latin1", 0, end);
      if (!text.includes(" 101 ") || !text.includes(accept))
        return reject(new Error(`no upgrade: ${text.slice(0, 100)}`));
      resolve(rawSocket(socket, head.subarray(end + 4)));
    };
    socket.on("data", onHead);
  });
}

function rawSocket(socket: Socket, rest: Buffer): RawSocket {
  const listeners: ((data: Buffer) => void)[] = [];
  socket.on("data", (data) => {
    for (const listener of listeners) listener(data);
  });
  socket.on("error", () => socket.destroy());
  return {
    send(text) {
      const body = Buffer.from(text);
      const long = body.length > 125;
      const frame = Buffer.alloc((long ? 8 : 6) + body.length);
      frame[0] = 0x81;
      frame[1] = 0x80 | (long ? 126 : body.length);
      if (long) frame.writeUInt16BE(body.length, 2);
      // A mask of zeros is a mask: the bytes stay as they are.
      body.copy(frame, long ? 8 : 6);
      socket.write(frame);
    },
    onData(listener) {
      listeners.push(listener);
      if (rest.length > 0) listener(rest);
    },
    close: () => socket.destroy(),
  };
}
