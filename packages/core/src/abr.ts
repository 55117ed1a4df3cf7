/**
 * Which rendition the next segment of a stream is taken from. Pure: the caller keeps the state, tells the
 * time, and reports what was measured.
 *
 * After the published algorithms, combined as dash.js's DYNAMIC does (Spiteri, Sitaraman, Sparacio, "From
 * Theory to Practice: Improving Bitrate Adaptation in the DASH Reference Player", MMSys 2018):
 * - with little in the buffer the throughput decides, and nothing is taken that would empty the buffer before
 *   it has arrived (there: the throughput rule and the insufficient-buffer rule);
 * - with a good buffer BOLA decides (Spiteri, Urgaonkar, Sitaraman, "BOLA: Near-Optimal Bitrate Adaptation
 *   for Online Videos", INFOCOM 2016) with the utility ln(bandwidth), so that a dip of the network is bridged
 *   by what is there;
 * - BOLA never rises above what the throughput sustains (BOLA-O of the same paper), one rung at a time, and
 *   the longer the more often a rise had to be taken back.
 * Throughput is the smaller of two exponentially weighted averages, so bad news counts sooner than good.
 */
import { lowerEstimate, type ThroughputAverages } from "./throughput-average.ts";

export { observeThroughput } from "./throughput-average.ts";

export interface AbrRendition {
  /** How the rendition is called on the wire; any order, no two alike. */
  index: number;
  name: string;
  /** Peak, in bit/s. */
  bandwidth: number;
  lossless: boolean;
}

/** Plain numbers, some 200 bytes as JSON: it survives hibernation in a WebSocket attachment. */
export interface AbrState extends ThroughputAverages {
  /** Index of the last choice; null before the first. */
  last: number | null;
  /** Choices made since the start or the last seek. */
  choices: number;
  /** When the rendition last changed, by the caller's clock; null: never. */
  switched_at_ms: number | null;
  /** Media chosen since then: with a quick network much more than the time that has passed. */
  media_since_switch_ms: number;
  /** The last change was a rise by itself. */
  has_risen: boolean;
  /** When the buffer was last almost empty, the start apart. */
  starved_at_ms: number | null;
  /** So much time or media must lie between a switch and the next rise. */
  hold_ms: number;
}

export interface AbrInput {
  renditions: readonly AbrRendition[];
  /** The listener's wish: an index, or `auto`. */
  wanted: "auto" | number;
  /** Entitled to lossless renditions. */
  may_lossless: boolean;
  /** Media that the client holds ahead of what is heard. */
  buffered_ms: number;
  /** Duration of the segment to be sent. */
  segment_ms: number;
  /** Any clock that runs forward. */
  now_ms: number;
}

export interface AbrChoice {
  /** −1: there is nothing that may be sent. */
  index: number;
  /** Why the rendition changed; null: it did not, or it is the first. */
  reason: "throughput" | "buffer" | "chosen" | "unavailable" | null;
  state: AbrState;
}

/** Share of the throughput that a rung may need: to stay on it, to rise to it, to rise with a calm buffer. */
const TO_STAY = 0.9;
const TO_RISE = 0.75;
const TO_RISE_CALM = 0.85;
/** The same after the buffer was almost empty, until it is calm again: three times as fast as it is heard. */
const TO_REFILL = 0.3;
const CALM_MS = 20_000;
/** Share of the buffer that the fetch of one segment may use up. */
const FETCH_SHARE = 0.9;
/** The same for a rung that the throughput does not sustain, only the buffer. */
const BRIDGE_SHARE = 0.7;
/** At the start and after a seek nothing is there to use up: a segment may take this long. */
const START_BUDGET_MS = 1_500;
/** Before an expected fetch begins to bring bytes. */
const LATENCY_MS = 100;
/** BOLA decides above this; its steps lie between the two, the last rung's at the second. */
const BOLA_FROM_MS = 9_000;
const BOLA_TO_MS = 16_000;
/**
 * A rise needs this much in the buffer, or a fetch so quick that it needs only this part of what there is.
 */
const RISE_BUFFER_MS = 10_000;
const RISE_FETCH_SHARE = 0.25;
/**
 * Between a switch and the next rise; doubled up to the second when a rise was taken back within the third.
 */
const HOLD_MS = 12_000;
const MAX_HOLD_MS = 128_000;
const TAKEN_BACK_MS = 60_000;
/**
 * After so many segments a buffer below this (little more than the one that has just come) is almost empty.
 */
const DANGER_MS = 7_000;
const FIRST_CHOICES = 4;
/** How long that is remembered. */
const SHY_MS = 60_000;

/** What is known at the beginning of a session: nothing. */
export function initialAbr(): AbrState {
  return {
    fast_kbps: 0,
    fast_weight: 0,
    slow_kbps: 0,
    slow_weight: 0,
    last: null,
    choices: 0,
    switched_at_ms: null,
    media_since_switch_ms: 0,
    has_risen: false,
    starved_at_ms: null,
    hold_ms: HOLD_MS,
  };
}

/** After a seek the buffer is empty because of the listener, not because of the network. */
export function seekAbr(state: AbrState): AbrState {
  return { ...state, choices: 0 };
}

/**
 * The rendition of the next segment. `auto` takes lossless only where there is nothing else and it is
 * allowed. A wished rendition that does not exist or is not allowed becomes the best allowed one below it
 * (never a lossless one).
 */
export function chooseRendition(state: AbrState, input: AbrInput): AbrChoice {
  const lossy = input.renditions.filter((it) => !it.lossless).sort(byBandwidth);
  const allowed = lossy.length > 0 || !input.may_lossless ? lossy : [...input.renditions].sort(byBandwidth);
  if (input.wanted !== "auto") {
    const wanted = input.renditions.find((it) => it.index === input.wanted);
    if (wanted && (!wanted.lossless || input.may_lossless)) return settle(state, input, wanted, "chosen");
    const below = wanted
      ? allowed.findLast((it) => it.bandwidth <= wanted.bandwidth)
      : allowed.filter((it) => it.index < Number(input.wanted)).sort((a, b) => b.index - a.index)[0];
    return settle(state, input, below ?? allowed[0], "unavailable");
  }
  if (allowed.length === 0) return settle(state, input, undefined, "unavailable");
  const { rung, reason } = automatic(state, input, allowed);
  return settle(state, input, allowed[rung], reason);
}

const byBandwidth = (a: AbrRendition, b: AbrRendition) => a.bandwidth - b.bandwidth || a.index - b.index;

function settle(
  state: AbrState,
  input: AbrInput,
  chosen: AbrRendition | undefined,
  reason: AbrChoice["reason"],
): AbrChoice {
  if (!chosen) return { index: -1, reason: "unavailable", state };
  const next: AbrState = { ...state, last: chosen.index, choices: state.choices + 1 };
  if (isStarving(state, input.buffered_ms)) next.starved_at_ms = input.now_ms;
  if (chosen.index === state.last) {
    next.media_since_switch_ms = Math.min(MAX_HOLD_MS, state.media_since_switch_ms + input.segment_ms);
    return { index: chosen.index, reason: null, state: next };
  }
  const before = input.renditions.find((it) => it.index === state.last);
  next.media_since_switch_ms = input.segment_ms;
  next.switched_at_ms = before ? input.now_ms : null;
  next.has_risen = before !== undefined && reason === "throughput" && chosen.bandwidth > before.bandwidth;
  if (state.has_risen && before && chosen.bandwidth < before.bandwidth) {
    const isTakenBack = sinceSwitch(state, input.now_ms) < TAKEN_BACK_MS;
    next.hold_ms = isTakenBack ? Math.min(MAX_HOLD_MS, state.hold_ms * 2) : HOLD_MS;
  }
  const isFirst = state.last === null && reason !== "unavailable";
  return { index: chosen.index, reason: isFirst ? null : reason, state: next };
}

/** The rung in a ladder sorted by bandwidth, not empty. */
function automatic(
  state: AbrState,
  input: AbrInput,
  ladder: readonly AbrRendition[],
): { rung: number; reason: "throughput" | "buffer" } {
  const kbps = lowerEstimate(state);
  const buffered_ms = Number.isFinite(input.buffered_ms) ? Math.max(0, input.buffered_ms) : 0;
  const last = ladder.findIndex((it) => it.index === state.last);
  if (kbps === null) {
    if (isStarving(state, buffered_ms)) return { rung: 0, reason: "buffer" };
    return { rung: last >= 0 ? last : Math.min(1, ladder.length - 1), reason: "throughput" };
  }

  const bandwidths = ladder.map((it) => it.bandwidth);
  const highest = (fits: (bandwidth: number) => boolean) => Math.max(0, bandwidths.findLastIndex(fits));
  const fetch_ms = (bandwidth: number) => (bandwidth * input.segment_ms) / (kbps * 1000) + LATENCY_MS;
  const budget_ms = Math.max(buffered_ms * FETCH_SHARE, START_BUDGET_MS);
  const arriving = highest((it) => fetch_ms(it) <= budget_ms);
  const isShy = state.starved_at_ms !== null && Math.abs(input.now_ms - state.starved_at_ms) < SHY_MS;
  const isRefilling = buffered_ms < CALM_MS && (isShy || isStarving(state, buffered_ms));
  const sustained = highest((it) => it <= kbps * 1000 * (isRefilling ? TO_REFILL : TO_STAY));
  const risen = highest((it) => it <= kbps * 1000 * (buffered_ms >= CALM_MS ? TO_RISE_CALM : TO_RISE));
  if (last < 0) return { rung: Math.min(arriving, risen), reason: "throughput" };

  const bridging = highest((it) => fetch_ms(it) <= buffered_ms * BRIDGE_SHARE);
  const bridged =
    buffered_ms >= BOLA_FROM_MS && !isRefilling ? Math.min(bridging, bolaRung(bandwidths, buffered_ms)) : 0;
  const stay = Math.min(last, Math.max(sustained, bridged));
  if (arriving < stay) return { rung: arriving, reason: "buffer" };
  if (stay < last) {
    const isAboutBuffer = isRefilling || buffered_ms >= BOLA_FROM_MS;
    return { rung: stay, reason: isAboutBuffer ? "buffer" : "throughput" };
  }

  const next = bandwidths[last + 1];
  if (next === undefined || risen <= last) return { rung: last, reason: "throughput" };
  if (isRefilling && next > kbps * 1000 * TO_REFILL) return { rung: last, reason: "buffer" };
  const isQuick = fetch_ms(next) <= buffered_ms * RISE_FETCH_SHARE;
  const hasBuffer = buffered_ms >= RISE_BUFFER_MS && arriving > last;
  const isDue = sinceSwitch(state, input.now_ms) >= state.hold_ms;
  return { rung: isDue && (isQuick || hasBuffer) ? last + 1 : last, reason: "throughput" };
}

/**
 * BOLA's choice: the rung m with the greatest (V·(ln S_m + γp) − Q) / S_m for the buffer Q. Two neighbours
 * are worth the same at Q = V·(γp + x_m), x_m = (S_{m+1}·v_m − S_m·v_{m+1}) / (S_{m+1} − S_m); V and γp are
 * such that the lowest of these borders lies at BOLA_FROM_MS and the highest at BOLA_TO_MS. x rises with m
 * because ln is concave.
 */
function bolaRung(bandwidths: readonly number[], buffered_ms: number): number {
  const lowest = bandwidths[0] ?? 1;
  const borders: number[] = [];
  for (const [rung, upper] of bandwidths.entries()) {
    const lower = bandwidths[rung - 1];
    if (lower === undefined) continue;
    const [v, w] = [Math.log(lower / lowest), Math.log(upper / lowest)];
    borders.push(upper > lower ? (upper * v - lower * w) / (upper - lower) : (borders.at(-1) ?? -1));
  }
  const [first, final] = [borders[0] ?? 0, borders.at(-1) ?? 0];
  const scale = final > first ? (BOLA_TO_MS - BOLA_FROM_MS) / (final - first) : 0;
  return borders.filter((it) => BOLA_FROM_MS + (it - first) * scale <= buffered_ms).length;
}

function isStarving(state: AbrState, buffered_ms: number): boolean {
  return state.choices >= FIRST_CHOICES && !(buffered_ms >= DANGER_MS);
}

/**
 * Milliseconds of time or of media since the last switch, whichever is more. A clock that went back counts
 * nothing.
 */
function sinceSwitch(state: AbrState, now_ms: number): number {
  if (state.switched_at_ms === null) return Number.POSITIVE_INFINITY;
  const elapsed_ms = now_ms - state.switched_at_ms;
  return Math.max(Number.isFinite(elapsed_ms) ? elapsed_ms : 0, state.media_since_switch_ms);
}
