/**
 * One room: ours, a plain `ws` broadcast and socket.io, with the same clients and load on the same machine,
 * one after the other. Ours stores every message, numbers it, indexes it for search and resumes; the other
 * two send and forget. Ours runs in workerd alone, the runtime of production; what clients cost is not
 * counted, and is the same for all.
 * Run: `node bench/chat.ts [seconds] [clients×messages, …]`, such as `node bench/chat.ts 10 200x20,1000x40`.
 */
import { type Figures, measure } from "./chat/load.ts";
import { startOurs } from "./chat/ours.ts";
import { startSocketIo, startWs } from "./chat/peers.ts";
import { mebibytes } from "./support/figures.ts";

const seconds = Number(process.argv[2] ?? 10);
const loads = (process.argv[3] ?? "200x20,1000x40,1000x80,2000x20")
  .split(",")
  .map((load) => load.split("x").map(Number));

const line = (cells: string[]) =>
  console.log(cells.map((cell, i) => (i === 0 ? cell.padEnd(24) : cell.padStart(13))).join(""));
line([
  "clients × messages/s",
  "delivered/s",
  "of wanted",
  "p50 ms",
  "p99 ms",
  "CPU s",
  "per CPU s",
  "memory",
]);
for (const [clients = 0, per_s = 0] of loads) {
  for (const start of [() => startOurs(clients), startWs, startSocketIo]) {
    const peer = await start();
    try {
      const figures: Figures = await measure(peer, clients, per_s, seconds);
      if (figures.failure !== null)
        console.log(`  only ${figures.clients} of ${clients} got in: ${figures.failure}`);
      line([
        `${figures.clients} × ${per_s} ${peer.name}`,
        figures.delivered_per_s.toFixed(0),
        `${((100 * figures.delivered_per_s) / figures.wanted_per_s).toFixed(1)} %`,
        figures.p50_ms.toFixed(1),
        figures.p99_ms.toFixed(1),
        figures.cpu_s.toFixed(2),
        figures.per_cpu_s.toFixed(0),
        mebibytes(figures.bytes),
      ]);
    } finally {
      await peer.stop();
    }
  }
}
