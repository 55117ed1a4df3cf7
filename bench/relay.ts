/**
 * One room whose sockets are spread over a primary object and relays, all of them on this machine, where they
 * share one thread: what it shows is that it works at this size, not how quick it is when every object has a
 * thread of its own.
 * Run: `node bench/relay.ts [sockets] [sockets an object] [messages/s] [seconds]`, 10000 1000 1 20 without. A
 * user has four devices.
 */
import { readFileSync } from "node:fs";
import { measure, sleep } from "./chat/load.ts";
import { startOurs } from "./chat/ours.ts";
import { mebibytes } from "./support/figures.ts";

const [wanted = 10_000, relayAfter = 1_000, per_s = 1, seconds = 20] = process.argv.slice(2).map(Number);
const DEVICES = 4;
/** Files that the server needs beside its sockets. */
const OTHER_FILES = 1_000;

const limit = Number(/Max open files\s+(\d+)/.exec(readFileSync("/proc/self/limits", "utf8"))?.[1] ?? 1_024);
const sockets = Math.min(wanted, limit - OTHER_FILES);
if (sockets < wanted)
  console.log(
    `this machine lets a process open ${limit} files (ulimit -n): ${sockets} sockets and not ${wanted}`,
  );

const peer = await startOurs(sockets, relayAfter, DEVICES);
try {
  // The room tells 200 inboxes a second that their users are in it; each holds files open until it sleeps.
  await sleep(12_000 + (sockets / DEVICES) * 5);
  const empty = peer.usage().bytes;
  const began = performance.now();
  const figures = await measure(peer, sockets, per_s, seconds);
  const metrics = await peer.runtime.metrics();
  const seated = (outcome: string) =>
    Number(new RegExp(`veza_chat_connects_total\\{outcome="${outcome}"\\} (\\d+)`).exec(metrics)?.[1] ?? 0);
  if (figures.failure !== null)
    console.log(`it went as far as ${figures.clients} of ${sockets} sockets: ${figures.failure}`);
  console.log(
    `${figures.clients} sockets: ${seated("primary")} at the primary object, ${seated("relay")} on ${Math.ceil(seated("relay") / relayAfter)} relays of at most ${relayAfter}`,
  );
  console.log(
    `${per_s} messages/s for ${seconds} s: ${figures.delivered_per_s.toFixed(0)} delivered/s, ${((100 * figures.delivered_per_s) / figures.wanted_per_s).toFixed(1)} % of what was sent; p50 ${figures.p50_ms.toFixed(0)} ms, p99 ${figures.p99_ms.toFixed(0)} ms; CPU ${figures.cpu_s.toFixed(2)} s; memory ${mebibytes(figures.bytes)}, ${((figures.bytes - empty) / figures.clients / 1024).toFixed(1)} KiB a socket`,
  );
  console.log(`${((performance.now() - began) / 1000).toFixed(0)} s in all`);
  // One message may be on its way when the time is over.
  const isWhole = figures.clients === wanted && figures.delivered >= (figures.sent - 1) * figures.clients;
  console.log(isWhole ? "PASSED" : "FAILED");
  if (!isWhole) process.exitCode = 1;
} finally {
  await peer.stop();
}
