import { WebSocket } from "ws";
import type { Usage } from "../support/processes.ts";

/** A server that is measured, and how it is spoken to. */
export interface Peer {
  name: string;
  url(): string;
  protocols(i: number): string[];
  greet(socket: WebSocket): void;
  /** Whether this text says that the client is in. */
  isReady(text: string): boolean;
  /** What a frame must be answered with, if with anything. */
  answer?(text: string): string | null;
  send(socket: WebSocket, n: number, body: string): void;
  /** Whether messages in this frame are deliveries. */
  counts(data: Buffer): boolean;
  usage(): Usage;
  stop(): Promise<void>;
}
export interface Figures {
  delivered_per_s: number;
  wanted_per_s: number;
  p50_ms: number;
  p99_ms: number;
  cpu_s: number;
  per_cpu_s: number;
  bytes: number;
}

const MARK = "~~";
/** One client in so many measures times; all count. */
const SAMPLED = 10;

/** Connects clients; each is in when the server has said so. */
export async function connectAll(peer: Peer, count: number, onFrame: (i: number, data: Buffer) => void) {
  const sockets: WebSocket[] = [];
  const connect = (i: number) =>
    new Promise<WebSocket>((resolve, reject) => {
      const socket = new WebSocket(peer.url(), peer.protocols(i), { perMessageDeflate: false });
      let isIn = false;
      socket.on("open", () => peer.greet(socket));
      socket.on("error", reject);
      socket.on("close", (code) => {
        if (!isIn) reject(new Error(`${peer.name} closed a socket with ${code}`));
      });
      socket.on("message", (data: Buffer) => {
        if (!isIn || data.length < 4) {
          const text = data.toString();
          const answer = peer.answer?.(text) ?? null;
          if (answer !== null) return socket.send(answer);
          if (!peer.isReady(text)) return;
          isIn = true;
          return resolve(socket);
        }
        onFrame(i, data);
      });
    });
  for (let i = 0; i < count; i += 50) {
    const part = Array.from({ length: Math.min(50, count - i) }, (_, n) => connect(i + n));
    sockets.push(...(await Promise.all(part)));
  }
  return sockets;
}

/** So many clients, so many messages a second from changing ones, for so long. */
export async function measure(peer: Peer, clients: number, per_s: number, seconds: number): Promise<Figures> {
  let delivered = 0;
  let isMeasured = false;
  const times: number[] = [];
  const sockets = await connectAll(peer, clients, (i, data) => {
    if (!isMeasured || !peer.counts(data)) return;
    const now = performance.now();
    for (let at = data.indexOf(MARK); at >= 0; ) {
      const end = data.indexOf(MARK, at + 2);
      if (end < 0) break;
      delivered++;
      if (i % SAMPLED === 0) times.push(now - Number(data.toString("latin1", at + 2, end)));
      at = data.indexOf(MARK, end + 2);
    }
  });
  // Presence of those who came has been told by then, and inboxes of the new members (200 a second).
  await sleep(3_000 + clients * 5);
  let n = 0;
  const begin = performance.now();
  const run = async (until: number) => {
    while (performance.now() < until) {
      const due = ((performance.now() - begin) * per_s) / 1000;
      for (; n < due; n++) {
        const socket = sockets[(n * 7919) % sockets.length];
        if (socket !== undefined)
          peer.send(socket, n, `${MARK}${performance.now().toFixed(2)}${MARK} a message of a usual length`);
      }
      await sleep(4);
    }
  };
  await run(begin + 2_000);
  isMeasured = true;
  const before = peer.usage();
  const from = performance.now();
  const sentBefore = n;
  await run(from + seconds * 1000);
  const sent = n - sentBefore;
  const took = (performance.now() - from) / 1000;
  const after = peer.usage();
  const inTime = delivered;
  isMeasured = false;
  for (const socket of sockets) socket.terminate();
  times.sort((a, b) => a - b);
  const cpu_s = after.cpu_s - before.cpu_s;
  return {
    delivered_per_s: inTime / took,
    wanted_per_s: (sent * clients) / took,
    p50_ms: times[Math.floor(times.length * 0.5)] ?? Number.NaN,
    p99_ms: times[Math.floor(times.length * 0.99)] ?? Number.NaN,
    cpu_s,
    per_cpu_s: inTime / cpu_s,
    bytes: after.bytes,
  };
}

export const sleep = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));
