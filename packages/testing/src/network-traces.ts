/**
 * Networks for the playback simulation, made by code from fixed seeds. Their shapes follow what is published
 * of measured ones: HSDPA on trams, trains and buses of Oslo (Riiser, Vigmostad, Griwodz, Halvorsen, "Commute
 * Path Bandwidth Traces from 3G Networks", MMSys 2013) and LTE around Ghent (van der Hooft et al.,
 * "HTTP/2-Based Adaptive Streaming of HEVC Video Over 4G/LTE Networks", IEEE Communications Letters 2016): a
 * rate that keeps near to the one before, wide swings, and seconds with nothing.
 */
export interface NetworkTrace {
  name: string;
  /** From a request to its first byte, when the network carries anything. */
  rtt_ms: number;
  /** How long each entry of `kbps` holds; the trace begins again after the last. */
  step_ms: number;
  /** kbit/s; 0: nothing comes through. */
  kbps: readonly number[];
  /** Longest time without anything. */
  longest_gap_ms: number;
}

const STEP_MS = 500;
const STEPS = (600 * 1000) / STEP_MS;

/** mulberry32, a published 32-bit generator by Tommy Ettinger: uniform in [0, 1). */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A rate around `mean` that remembers the one before (first-order autoregressive in the logarithm). */
function wandering(seed: number, mean: number, swing: number, memory = 0.9): number[] {
  const random = seededRandom(seed);
  let level = 0;
  return Array.from({ length: STEPS }, () => {
    const normal = random() + random() + random() + random() - 2;
    level = level * memory + normal * swing * Math.sqrt(1 - memory * memory) * Math.sqrt(3);
    return mean * Math.exp(level - (swing * swing) / 2);
  });
}

function trace(name: string, rtt_ms: number, kbps: readonly number[]): NetworkTrace {
  let [gap, longest] = [0, 0];
  for (const rate of kbps) {
    gap = rate > 0 ? 0 : gap + STEP_MS;
    longest = Math.max(longest, gap);
  }
  return { name, rtt_ms, step_ms: STEP_MS, kbps, longest_gap_ms: longest };
}

/** Puts `rate` over the steps of the given seconds. */
function during(kbps: readonly number[], spans: readonly (readonly [number, number])[], rate: number) {
  return kbps.map((it, step) => {
    const at = (step * STEP_MS) / 1000;
    return spans.some(([from, to]) => at >= from && at < to) ? rate : it;
  });
}

const steady = (rate: number) => Array.from({ length: STEPS }, () => rate);
const split = (at: number, before: readonly number[], after: readonly number[]) =>
  before.map((it, step) => ((step * STEP_MS) / 1000 < at ? it : (after[step] ?? it)));

/** A network that never changes. */
export const steadyTrace = (kbps: number, rtt_ms = 60): NetworkTrace =>
  trace(`steady ${kbps}`, rtt_ms, steady(kbps));

/** A network that wanders around a mean, for tests over many seeds. */
export const wanderingTrace = (seed: number, mean: number, swing: number): NetworkTrace =>
  trace(`wandering ${mean} (${seed})`, 120, wandering(seed, mean, swing));

/** A train's network: fair, and dead in tunnels of the given length in seconds, every 60 s. */
export function trainTrace(name: string, seed: number, tunnel: number): NetworkTrace {
  const tunnels = Array.from({ length: 10 }, (_, n) => [45 + n * 60, 45 + n * 60 + tunnel] as const);
  return trace(name, 90, during(wandering(seed, 900, 0.6), tunnels, 0));
}

export const NETWORK_TRACES: readonly NetworkTrace[] = [
  trace(
    "slow 3G, 400 kbit/s with dips",
    400,
    during(
      wandering(11, 400, 0.3),
      [
        [30, 36],
        [90, 98],
        [150, 155],
        [200, 208],
      ],
      70,
    ),
  ),
  trace("3G on a bus, 350 kbit/s", 180, wandering(12, 350, 0.55)),
  trainTrace("train, tunnels of 12 s", 13, 12),
  trainTrace("train, tunnels of 45 s", 14, 45),
  trace("step down, 2000 to 150 kbit/s", 60, split(80, wandering(15, 2000, 0.15), wandering(16, 150, 0.1))),
  trace("step up, 150 to 3000 kbit/s", 60, split(80, wandering(17, 150, 0.1), wandering(18, 3000, 0.15))),
  trace(
    "up and down, 500/160 kbit/s",
    80,
    steady(0).map((_, step) => (step % 80 < 40 ? 500 : 160)),
  ),
  trace(
    "lossy Wi-Fi, 1200 kbit/s",
    30,
    wandering(19, 1200, 1, 0.5).map((it) => Math.max(20, it)),
  ),
  trace("edge, 80 kbit/s", 600, wandering(20, 86, 0.06)),
  trace("between two rungs, 300 kbit/s", 80, wandering(21, 300, 0.2)),
  trace("fast, 20 Mbit/s", 20, wandering(22, 20_000, 0.2)),
];
