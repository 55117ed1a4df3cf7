/**
 * Our choice of renditions against hls.js's over the same simulated networks: 4 minutes in segments of 2 s,
 * then 6 s, 64/128/256 kbit/s, 30 s of buffer. Arithmetic only, the same figures on every machine.
 * Run: `node bench/abr.ts`.
 */
import { NETWORK_TRACES, type NetworkTrace, trainTrace, wanderingTrace } from "@veza/testing/network-traces";
import { ourPolicy } from "@veza/testing/our-policy";
import { type PlaybackResult, type QualityPolicy, simulatePlayback } from "@veza/testing/playback-simulation";
import Hls from "hls.js";
import { hlsPolicy } from "./support/hls-policy.ts";

console.log(`Peer: the AbrController of hls.js ${Hls.version} itself (class and defaults of the installed package, with its
bandwidth estimator and its giving-up of slow fragments), told of fragments by the simulation and asked for its next
level. Not of hls.js: playlist requests, decoding, timeouts and retries cost nothing, and its buffer is held at 30 s
like ours (by default it would fetch the whole of so small a track, see the last table).
Each figure is ours / hls.js.
`);
const SEEDS = Array.from({ length: 25 }, (_, seed) => seed + 100);
const wandering = (mean: number) => SEEDS.map((seed) => wanderingTrace(seed, mean, 0.6));

heading("one trace each");
const singles = NETWORK_TRACES.map((trace) => compare(trace.name, [trace]));
heading("means of 25 traces each");
const crowds = [
  ...[120, 200, 300, 500, 1000].map((mean) => compare(`wandering around ${mean} kbit/s`, wandering(mean))),
  ...[12, 45].map((tunnel) =>
    compare(
      `train, tunnels of ${tunnel} s`,
      SEEDS.map((seed) => trainTrace("train", seed, tunnel)),
    ),
  ),
];
heading("hls.js with as much buffer as it likes by default (the whole track), ours with 30 s");
for (const trace of NETWORK_TRACES) compare(trace.name, [trace], 600_000);

const all = [...singles, ...crowds];
console.log("\nMore stalls than hls.js on:", naming(all.filter((it) => it.ours.stalls > it.peer.stalls)));
console.log("Longer stalls on:", naming(all.filter((it) => it.ours.stall_ms > it.peer.stall_ms)));
console.log("Lower mean bitrate on:", naming(all.filter((it) => it.ours.mean_kbps < it.peer.mean_kbps)));
const mean = (side: "ours" | "peer") =>
  singles.reduce((sum, it) => sum + it[side].mean_kbps, 0) / singles.length;
console.log(
  `Mean of the single traces: ${mean("ours").toFixed(1)} / ${mean("peer").toFixed(1)} kbit/s, ratio ${(mean("ours") / mean("peer")).toFixed(2)}`,
);

type Figures = Pick<PlaybackResult, "start_ms" | "stalls" | "stall_ms" | "switches" | "mean_kbps">;

function heading(text: string): void {
  const columns = ["start s", "stalls", "stalled s", "switches", "kbit/s"]
    .map((it) => it.padStart(15))
    .join("");
  console.log(`\n${text}\n${"".padEnd(34)}${columns}   ratio of kbit/s`);
}

function compare(name: string, traces: readonly NetworkTrace[], peerTarget_ms?: number) {
  const ours = average(traces, ourPolicy);
  const peer = average(traces, hlsPolicy, peerTarget_ms);
  const digits = traces.length > 1 ? 2 : 0;
  const pair = (read: (it: Figures) => string) => `${read(ours)} / ${read(peer)}`.padStart(15);
  console.log(
    [
      name.padEnd(34),
      pair((it) => (it.start_ms / 1000).toFixed(2)),
      pair((it) => it.stalls.toFixed(digits)),
      pair((it) => (it.stall_ms / 1000).toFixed(1)),
      pair((it) => it.switches.toFixed(traces.length > 1 ? 1 : 0)),
      pair((it) => it.mean_kbps.toFixed(1)),
      `   ${(ours.mean_kbps / peer.mean_kbps).toFixed(2)}`,
    ].join(""),
  );
  return { name: traces.length > 1 ? `${name} (25)` : name, ours, peer };
}

function average(traces: readonly NetworkTrace[], policy: () => QualityPolicy, target_ms?: number): Figures {
  const sum: Figures = { start_ms: 0, stalls: 0, stall_ms: 0, switches: 0, mean_kbps: 0 };
  for (const trace of traces) {
    const result = simulatePlayback(trace, policy(), target_ms);
    sum.start_ms += result.start_ms / traces.length;
    sum.stalls += result.stalls / traces.length;
    sum.stall_ms += result.stall_ms / traces.length;
    sum.switches += result.switches / traces.length;
    sum.mean_kbps += result.mean_kbps / traces.length;
  }
  return sum;
}

function naming(rows: readonly { name: string }[]): string {
  return rows.map((it) => it.name).join("; ") || "none";
}
