import type { NetworkTrace } from "./network-traces.ts";

/** kbit/s on average; what playlists declare, the measured peak, is a little more. */
export const LADDER = [
  { index: 0, name: "aac_64", kbps: 64, bandwidth: 70_000, lossless: false },
  { index: 1, name: "aac_128", kbps: 128, bandwidth: 135_000, lossless: false },
  { index: 2, name: "aac_256", kbps: 256, bandwidth: 265_000, lossless: false },
] as const;

const TRACK_MS = 240_000;
const FIRST_SEGMENT_MS = 2_000;
const SEGMENT_MS = 6_000;
const TARGET_MS = 30_000;
const TICK_MS = 10;
/** A listener who waited this long has left. */
const GIVE_UP_MS = 3_600_000;

export interface Transfer {
  rung: number;
  segment: number;
  segment_ms: number;
  /** Of the whole segment. */
  bytes: number;
  loaded: number;
  started_ms: number;
  /** null before the first byte. */
  first_byte_ms: number | null;
}

export interface Moment {
  now_ms: number;
  buffered_ms: number;
}

/** The part of a player that decides about quality. Rungs are those of LADDER. */
export interface QualityPolicy {
  choose(moment: Moment & { segment_ms: number }): number;
  /**
   * Called every 10 ms while a segment is on its way. A rung: give this transfer up and take the segment from
   * there.
   */
  watch?(moment: Moment, transfer: Transfer): number | null;
  loaded(moment: Moment, transfer: Transfer): void;
}

export interface PlaybackResult {
  start_ms: number;
  stalls: number;
  stall_ms: number;
  switches: number;
  /** Mean over the track, kbit/s of audio. */
  mean_kbps: number;
  /** By segment. */
  rungs: number[];
  /** The segments that the listener had to wait for, the first apart. */
  stalled_for: number[];
  /** Transfers that were given up. */
  given_up: number;
}

/**
 * Bytes of a segment: music needs now a little more, now a little less than the average, at most what is
 * declared.
 */
function segmentBytes(kbps: number, segment: number, segment_ms: number): number {
  return Math.round((kbps * segment_ms * (1 + 0.03 * Math.sin(segment * 1.7))) / 8);
}

/**
 * Plays a track of 4 minutes over a trace: segments one after the other, one round trip before each, decoded
 * when they are whole. Playlists and init segments cost nothing. Sound begins with the first segment, stops
 * when nothing is left and goes on with the next segment.
 * @param target_ms nothing more is asked for while this much is buffered
 */
export function simulatePlayback(
  trace: NetworkTrace,
  policy: QualityPolicy,
  target_ms: number = TARGET_MS,
): PlaybackResult {
  const count = 1 + Math.ceil((TRACK_MS - FIRST_SEGMENT_MS) / SEGMENT_MS);
  const durationOf = (segment: number) =>
    segment === 0
      ? FIRST_SEGMENT_MS
      : Math.min(SEGMENT_MS, TRACK_MS - FIRST_SEGMENT_MS - (segment - 1) * SEGMENT_MS);
  const result: PlaybackResult = {
    start_ms: 0,
    stalls: 0,
    stall_ms: 0,
    switches: 0,
    mean_kbps: 0,
    rungs: [],
    stalled_for: [],
    given_up: 0,
  };
  let [now_ms, buffered_ms, played_ms, waited_ms] = [0, 0, 0, 0];
  let [isStarted, isStalled] = [false, false];
  let transfer: Transfer | null = null;
  const ask = (segment: number, rung: number): Transfer => {
    const segment_ms = durationOf(segment);
    const bytes = segmentBytes(LADDER[rung]?.kbps ?? 0, segment, segment_ms);
    if (bytes === 0) throw new RangeError(`there is no rung ${rung}`);
    waited_ms = 0;
    return { rung, segment, segment_ms, bytes, loaded: 0, started_ms: now_ms, first_byte_ms: null };
  };

  while (played_ms < TRACK_MS && now_ms < GIVE_UP_MS) {
    const segment = result.rungs.length;
    if (!transfer && segment < count && buffered_ms < target_ms) {
      transfer = ask(segment, policy.choose({ now_ms, buffered_ms, segment_ms: durationOf(segment) }));
    }
    const rate = trace.kbps[Math.floor(now_ms / trace.step_ms) % trace.kbps.length] ?? 0;
    now_ms += TICK_MS;
    if (isStarted && !isStalled) {
      const heard = Math.min(TICK_MS, buffered_ms);
      buffered_ms -= heard;
      played_ms += heard;
      if (buffered_ms <= 0 && played_ms < TRACK_MS) {
        isStalled = true;
        result.stalls += 1;
        result.stalled_for.push(segment);
      }
    } else if (isStalled) result.stall_ms += TICK_MS;
    if (!transfer) continue;

    // A request needs the network to go out, too.
    if (rate > 0) waited_ms += TICK_MS;
    if (waited_ms > trace.rtt_ms && rate > 0) {
      transfer.first_byte_ms ??= now_ms - TICK_MS;
      transfer.loaded = Math.min(transfer.bytes, transfer.loaded + (rate * TICK_MS) / 8);
    }
    if (transfer.loaded < transfer.bytes) {
      const instead: number | null = policy.watch?.({ now_ms, buffered_ms }, transfer) ?? null;
      if (instead === null) continue;
      result.given_up += 1;
      transfer = ask(transfer.segment, instead);
      continue;
    }
    if (!isStarted) result.start_ms = now_ms;
    isStarted = true;
    isStalled = false;
    buffered_ms += transfer.segment_ms;
    const before = result.rungs.at(-1);
    if (before !== undefined && before !== transfer.rung) result.switches += 1;
    result.rungs.push(transfer.rung);
    const whole: Transfer = transfer;
    transfer = null;
    policy.loaded({ now_ms, buffered_ms }, whole);
  }
  const bits = result.rungs.reduce((sum, rung, it) => sum + (LADDER[rung]?.kbps ?? 0) * durationOf(it), 0);
  result.mean_kbps = bits / TRACK_MS;
  return result;
}
