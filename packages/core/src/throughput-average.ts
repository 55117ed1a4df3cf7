/** Two averages of one connection's throughput with different memories. */
export interface ThroughputAverages {
  /** Weighted sums in kbit/s, not yet divided by the share of weight that they have seen. */
  fast_kbps: number;
  fast_weight: number;
  slow_kbps: number;
  slow_weight: number;
}

export interface ThroughputSample {
  /** kbit/s while bytes were arriving. */
  kbps: number;
  bytes?: number;
  /** How long they took. */
  elapsed_ms?: number;
}

/** Half of an average comes from the last so many seconds of weight. */
const FAST_HALF_LIFE = 3;
const SLOW_HALF_LIFE = 8;
/**
 * A segment that came at once says as much as one that took a second, or a quick network would never be
 * believed.
 */
const MIN_WEIGHT = 1;
const MAX_WEIGHT = 8;
/** A few packets are measured badly. */
const SMALL_BYTES = 8_000;
const SMALL_WEIGHT = 0.25;
/**
 * What no listener has is a broken clock; and one sample may not raise the average beyond a few times itself.
 */
const MIN_KBPS = 1;
const MAX_KBPS = 1_000_000;
const MAX_LEAP = 5;

/**
 * Adds a measurement. Not a number, nothing and less than nothing are no measurements and change nothing;
 * what is absurdly much is cut.
 */
export function observeThroughput<State extends ThroughputAverages>(
  state: State,
  sample: ThroughputSample,
): State {
  if (!Number.isFinite(sample.kbps) || sample.kbps <= 0) return state;
  const known = average(state.slow_kbps, state.slow_weight, SLOW_HALF_LIFE);
  const bound = known === null ? MAX_KBPS : Math.min(MAX_KBPS, known * MAX_LEAP);
  const kbps = Math.max(MIN_KBPS, Math.min(sample.kbps, bound));
  const weight = weightOf(sample);
  const blend = (sum: number, half_life: number) => {
    const kept = 0.5 ** (weight / half_life);
    return sum * kept + kbps * (1 - kept);
  };
  return {
    ...state,
    fast_kbps: blend(state.fast_kbps, FAST_HALF_LIFE),
    fast_weight: Math.min(1_000, state.fast_weight + weight),
    slow_kbps: blend(state.slow_kbps, SLOW_HALF_LIFE),
    slow_weight: Math.min(1_000, state.slow_weight + weight),
  };
}

/** kbit/s that may be counted on; null before the first measurement. */
export function lowerEstimate(state: ThroughputAverages): number | null {
  const fast = average(state.fast_kbps, state.fast_weight, FAST_HALF_LIFE);
  const slow = average(state.slow_kbps, state.slow_weight, SLOW_HALF_LIFE);
  return fast === null || slow === null ? null : Math.min(fast, slow);
}

function average(sum: number, weight: number, half_life: number): number | null {
  return weight > 0 ? sum / (1 - 0.5 ** (weight / half_life)) : null;
}

function weightOf({ bytes, elapsed_ms }: ThroughputSample): number {
  if (bytes !== undefined && !(bytes >= SMALL_BYTES)) return SMALL_WEIGHT;
  if (elapsed_ms === undefined || !Number.isFinite(elapsed_ms)) return MIN_WEIGHT;
  return Math.min(MAX_WEIGHT, Math.max(MIN_WEIGHT, elapsed_ms / 1000));
}
