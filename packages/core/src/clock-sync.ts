/**
 * A client's view of the server's clock, from ping and pong.
 *
 * The on-wire calculation is NTP's (RFC 5905 §8) with T2 = T3, for the server stamps a frame once: offset =
 * server − (sent + received) / 2, round trip = received − sent. The true offset lies within half a round trip
 * of that (§4, correctness interval), so the sample with the least round trip of at least five bounds it. The
 * bounds of the other samples narrow it further (the intersection of §11.2.1, for samples instead of
 * servers): `server − sent` is never below the offset and `server − received` never above, so the quickest
 * way up and the quickest way down count, each from its own sample. The middle is the estimate. A bound
 * loosens by MAX_DRIFT_PPM with age, so old ones lose to new ones, and all are dropped after WINDOW_MS.
 *
 * Client times are of a clock that runs evenly (`performance.now()`), not the wall clock: a computer whose
 * date is hours off, or is set while the music plays, gives the same result.
 *
 * Approximated: a path that is always slower in one direction by d ms shifts the estimate by d / 2, which no
 * exchange of messages can see; the time between the server's stamp and its sending counts as the path's; the
 * server's stamp is in whole ms.
 */
export interface ClockSample {
  /** The client's clock when the ping left, ms. */
  sent_ms: number;
  /** The client's clock when the pong came, ms. */
  received_ms: number;
  /** The server's clock in between, ms. */
  server_ms: number;
}

/** Before so many samples there is no estimate. */
export const MIN_SAMPLES = 5;
const WINDOW_MS = 5 * 60_000;
const MAX_SAMPLES = 200;
/** Two cheap oscillators may part by this much. */
const MAX_DRIFT_PPM = 150;
/**
 * Bounds that contradict each other by more than this: the client's clock has stepped (it slept), or the
 * server's has.
 */
const STEP_MS = 50;

/** When to ping: dense at first, then sparse. `until_ms` counts from the first ping, or from a step. */
const SCHEDULE = [
  { until_ms: 1_000, every_ms: 200 },
  { until_ms: 10_000, every_ms: 500 },
  { until_ms: 30_000, every_ms: 2_000 },
  { until_ms: Number.POSITIVE_INFINITY, every_ms: 10_000 },
] as const;

export interface ClockEstimate {
  /** Added to the client's clock it gives the server's. */
  offset_ms: number;
  /** The true offset is no further away than this, whatever the path does. */
  bound_ms: number;
  /** Least round trip of the window. */
  rtt_ms: number;
  samples: number;
}

/**
 * The estimate of some samples as of `now_ms` (client's clock), null before MIN_SAMPLES.
 * Its `offset_ms` is within half a round trip of that of the best sample, by construction.
 */
export function estimateClock(samples: readonly ClockSample[], now_ms: number): ClockEstimate | null {
  const usable = samples.filter(isPlausible);
  if (usable.length < MIN_SAMPLES) return null;
  const { low, high } = intersect(usable, now_ms);
  return {
    offset_ms: (low + high) / 2,
    bound_ms: Math.abs(high - low) / 2,
    rtt_ms: Math.min(...usable.map((sample) => sample.received_ms - sample.sent_ms)),
    samples: usable.length,
  };
}

/**
 * The narrowest interval that the samples leave for the offset; `low` above `high` when they contradict each
 * other.
 */
function intersect(samples: readonly ClockSample[], now_ms: number): { low: number; high: number } {
  let low = Number.NEGATIVE_INFINITY;
  let high = Number.POSITIVE_INFINITY;
  for (const { sent_ms, received_ms, server_ms } of samples) {
    const slack = (Math.max(0, now_ms - received_ms) * MAX_DRIFT_PPM) / 1e6;
    low = Math.max(low, server_ms - received_ms - slack);
    // A stamp in whole milliseconds is up to one behind.
    high = Math.min(high, server_ms + 1 - sent_ms + slack);
  }
  return { low, high };
}

const isPlausible = ({ sent_ms, received_ms, server_ms }: ClockSample) =>
  Number.isFinite(sent_ms) && Number.isFinite(server_ms) && received_ms >= sent_ms;

export interface ServerClock {
  /** Takes a pong. `received_ms` is the client's clock at its arrival. */
  pong(sample: ClockSample): void;
  estimate(now_ms: number): ClockEstimate | null;
  /** The server's time at this moment of the client's clock; null before MIN_SAMPLES pongs. */
  serverTime(now_ms: number): number | null;
  /** After the ping that leaves now: in how many ms the next one should. */
  nextPingIn(now_ms: number): number;
  /** The socket is another one (or the computer woke up): ping densely again, keep what is known. */
  restart(now_ms: number): void;
}

/** Keeps the sliding window of samples and the schedule of pings of one socket. */
export function createServerClock(): ServerClock {
  let samples: ClockSample[] = [];
  let since_ms: number | null = null;
  let cached: { at: number; estimate: ClockEstimate | null } | null = null;
  const estimate = (now_ms: number) => {
    if (cached === null || now_ms - cached.at > 1000 || now_ms < cached.at)
      cached = { at: now_ms, estimate: estimateClock(samples, now_ms) };
    return cached.estimate;
  };
  return {
    pong(sample) {
      if (!isPlausible(sample)) return;
      cached = null;
      samples = samples.filter(({ received_ms }) => sample.received_ms - received_ms < WINDOW_MS);
      if (samples.length >= MAX_SAMPLES) samples.shift();
      const { low, high } = intersect([...samples, sample], sample.received_ms);
      // Every bound is certain, so a contradiction means that a clock has moved: only what came after counts.
      if (low > high) {
        if (low - high > STEP_MS) since_ms = sample.received_ms;
        samples = low - high > STEP_MS ? [] : samples.slice(-MIN_SAMPLES);
      }
      samples.push(sample);
    },
    estimate,
    serverTime(now_ms) {
      const known = estimate(now_ms);
      return known === null ? null : now_ms + known.offset_ms;
    },
    nextPingIn(now_ms) {
      since_ms ??= now_ms;
      const age = now_ms - since_ms;
      return SCHEDULE.find(({ until_ms }) => age < until_ms)?.every_ms ?? SCHEDULE[3].every_ms;
    },
    restart(now_ms) {
      since_ms = now_ms;
    },
  };
}

/**
 * Keeps a player where the shared timeline says: nothing for what nobody hears, a slightly different speed
 * below a second, a seek above. A change of speed of 2 % is a third of a semitone for players that don't keep
 * the pitch; at that, a second takes 50 s.
 */
export const TOLERATED_MS = 15;
/**
 * A correction that has begun goes on until the drift is below this, so that it does not flutter around the
 * tolerance.
 */
export const CORRECTED_MS = 4;
export const SEEK_ABOVE_MS = 1_000;
export const MAX_RATE_CHANGE = 0.02;
/** A drift is to be gone after this long, where the speed limit allows. */
const CORRECT_WITHIN_MS = 3_000;

export type Correction = { kind: "none" | "rate"; rate: number } | { kind: "seek" };

/**
 * @param drift_ms what is heard minus what the timeline says: positive is ahead
 * @param correcting whether the speed is being changed now
 */
export function correction(drift_ms: number, correcting = false): Correction {
  const size = Math.abs(drift_ms);
  if (!(size < SEEK_ABOVE_MS)) return { kind: "seek" };
  if (size < (correcting ? CORRECTED_MS : TOLERATED_MS)) return { kind: "none", rate: 1 };
  const change = Math.max(-MAX_RATE_CHANGE, Math.min(MAX_RATE_CHANGE, -drift_ms / CORRECT_WITHIN_MS));
  return { kind: "rate", rate: 1 + Math.round(change * 1000) / 1000 };
}

/** Before any seek was seen. */
const USUAL_SEEK_MS = 80;
const LONGEST_SEEK_MS = 2_000;

/** How long a player takes from `seek` (or `play`) to sound: aim that much ahead. */
export interface SeekAllowance {
  ahead_ms(): number;
  /** What drift was measured once the sound was back: behind means that the allowance was too small. */
  landed(drift_ms: number): void;
}

export function createSeekAllowance(): SeekAllowance {
  let ahead = USUAL_SEEK_MS;
  return {
    ahead_ms: () => ahead,
    landed(drift_ms) {
      if (Number.isFinite(drift_ms)) ahead = Math.max(0, Math.min(LONGEST_SEEK_MS, ahead - drift_ms));
    },
  };
}

export interface SharedTimeline {
  playing: boolean;
  position_ms: number;
  at_server_ms: number;
  duration_ms: number;
  rate: number;
}

/**
 * What is to be heard at a moment of the server's clock, in ms from the track's start; null before the
 * announced start (what played before goes on until then) and after the end.
 */
export function positionAt(timeline: SharedTimeline, server_ms: number): number | null {
  if (!timeline.playing) return timeline.position_ms;
  const position = timeline.position_ms + (server_ms - timeline.at_server_ms) * timeline.rate;
  return server_ms < timeline.at_server_ms || position > timeline.duration_ms ? null : position;
}
