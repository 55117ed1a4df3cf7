import type { Usage } from "../support/processes.ts";
import { openRaw, type RawSocket } from "./raw-socket.ts";

/** A server that is measured, and how it is spoken to. */
export interface Peer {
  name: string;
  url(): string;
  protocols(i: number): string[];
  /** The first thing that a client says. */
  greeting: string;
  /** What the bytes hold once the client is in. */
  ready: string;
  message(n: number, body: string): string;
  usage(): Usage;
  stop(): Promise<void>;
}
export interface Figures {
  /** Messages in the time that was measured, and what arrived of them at all clients together. */
  sent: number;
  delivered: number;
  /** How many got in, and why not all where it is fewer than were wanted. */
  clients: number;
  failure: string | null;
  delivered_per_s: number;
  wanted_per_s: number;
  p50_ms: number;
  p99_ms: number;
  cpu_s: number;
  per_cpu_s: number;
  bytes: number;
}

/**
 * Around the time in a text: begin and end differ, so that one that was cut in two costs one count and no
 * more.
 */
const BEGIN = "~(";
const END = ")~";
/** One client in so many measures times; all count. */
const SAMPLED = 10;

/**
 * Connects clients; each is in when the server has said so. Ends early where one does not get in: then
 * `failure` says why.
 */
export async function connectAll(
  peer: Pick<Peer, "url" | "protocols" | "greeting" | "ready">,
  count: number,
  onData: (i: number, data: Buffer) => void,
): Promise<{ sockets: RawSocket[]; failure: string | null }> {
  const sockets: RawSocket[] = [];
  const connect = async (i: number) => {
    const socket = await openRaw(peer.url(), peer.protocols(i));
    await new Promise<void>((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error("no welcome within 30 s")), 30_000);
      let isIn = false;
      let text = "";
      socket.onData((data) => {
        if (isIn) return onData(i, data);
        text += data.toString("latin1");
        if (!text.includes(peer.ready)) return;
        isIn = true;
        clearTimeout(timer);
        resolve();
      });
      socket.send(peer.greeting);
    });
    return socket;
  };
  for (let i = 0; i < count; i += 50) {
    const part = Array.from({ length: Math.min(50, count - i) }, (_, n) => connect(i + n));
    const done = await Promise.allSettled(part);
    const failed = done.find((one) => one.status === "rejected");
    for (const one of done) if (one.status === "fulfilled") sockets.push(one.value);
    if (failed !== undefined) return { sockets, failure: String(failed.reason) };
  }
  return { sockets, failure: null };
}

/** So many clients, so many messages a second from changing ones, for so long. */
export async function measure(peer: Peer, clients: number, per_s: number, seconds: number): Promise<Figures> {
  let delivered = 0;
  let isMeasured = false;
  const times: number[] = [];
  /** What a client got of a message whose end is in the next piece. */
  const cut = new Map<number, Buffer>();
  const { sockets, failure } = await connectAll(peer, clients, (i, piece) => {
    if (!isMeasured) return;
    const now = performance.now();
    const before = cut.get(i);
    const data = before === undefined ? piece : Buffer.concat([before, piece]);
    if (before !== undefined) cut.delete(i);
    for (let at = data.indexOf(BEGIN); at >= 0; at = data.indexOf(BEGIN, at)) {
      const end = data.indexOf(END, at + 2);
      if (end < 0) {
        cut.set(i, data.subarray(at));
        break;
      }
      delivered++;
      if (i % SAMPLED === 0) times.push(now - Number(data.toString("latin1", at + 2, end)));
      at = end + 2;
    }
  });
  if (sockets.length === 0) throw new Error(`nobody got in: ${failure}`);
  // Presence of those who came has been told by then, and inboxes of the new members (200 a second).
  await sleep(3_000 + clients * 5);
  let n = 0;
  const begin = performance.now();
  const run = async (until: number) => {
    while (performance.now() < until) {
      const due = ((performance.now() - begin) * per_s) / 1000;
      for (; n < due; n++) {
        const socket = sockets[(n * 7919) % sockets.length];
        socket?.send(
          peer.message(n, `${BEGIN}${performance.now().toFixed(2)}${END} a message of a usual length`),
        );
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
  for (const socket of sockets) socket.close();
  times.sort((a, b) => a - b);
  const cpu_s = after.cpu_s - before.cpu_s;
  return {
    delivered_per_s: inTime / took,
    clients: sockets.length,
    sent,
    delivered: inTime,
    failure,
    wanted_per_s: (sent * sockets.length) / took,
    p50_ms: times[Math.floor(times.length * 0.5)] ?? Number.NaN,
    p99_ms: times[Math.floor(times.length * 0.99)] ?? Number.NaN,
    cpu_s,
    per_cpu_s: inTime / cpu_s,
    bytes: after.bytes,
  };
}

export const sleep = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));
