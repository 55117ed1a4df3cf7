import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  type AbrChoice,
  type AbrInput,
  type AbrRendition,
  type AbrState,
  chooseRendition,
  initialAbr,
  observeThroughput,
  seekAbr,
} from "./abr.ts";
import { lowerEstimate } from "./throughput-average.ts";

const rung = (index: number, name: string, bandwidth: number, lossless = false): AbrRendition => ({
  index,
  name,
  bandwidth,
  lossless,
});
/** Not in any order. */
const LADDER = [
  rung(3, "flac", 900_000, true),
  rung(1, "aac_128", 135_000),
  rung(0, "aac_64", 70_000),
  rung(2, "aac_256", 265_000),
];
const input = (change: Partial<AbrInput> = {}): AbrInput => ({
  renditions: LADDER,
  wanted: "auto",
  may_lossless: true,
  buffered_ms: 30_000,
  segment_ms: 6_000,
  now_ms: 1_000_000,
  ...change,
});
/** A session that has been going on for a while at one rung of a network. */
function settled(last: number, kbps: number): AbrState {
  let state: AbrState = { ...initialAbr(), last, choices: 50 };
  for (let n = 0; n < 50; n += 1) state = observeThroughput(state, { kbps, elapsed_ms: 1_000 });
  return state;
}
const choose = (state: AbrState, change?: Partial<AbrInput>) => {
  const { index, reason } = chooseRendition(state, input(change));
  return [index, reason];
};
const runs = { seed: 20_261_122, numRuns: 300 };

describe("automatic", () => {
  test("begins with the second rung from the bottom, whatever the order", () => {
    expect(choose(initialAbr())).toEqual([1, null]);
    expect(choose(initialAbr(), { renditions: LADDER.slice(0, 1) })).toEqual([3, null]);
    expect(choose(initialAbr(), { renditions: [rung(7, "aac_64", 70_000)] })).toEqual([7, null]);
  });
  test("does not leap at the first measurement", () => {
    const begun = chooseRendition(initialAbr(), input({ buffered_ms: 0, segment_ms: 2_000 })).state;
    expect(choose(observeThroughput(begun, { kbps: 400 }), { buffered_ms: 2_000 })).toEqual([0, "buffer"]);
    expect(choose(observeThroughput(begun, { kbps: 600 }), { buffered_ms: 2_000 })).toEqual([1, null]);
    expect(choose(observeThroughput(begun, { kbps: 20_000 }), { buffered_ms: 2_000 })).toEqual([
      2,
      "throughput",
    ]);
  });
  test("rises one rung, when the network carries it and the buffer is good", () => {
    expect(choose(settled(0, 5_000))).toEqual([1, "throughput"]);
    expect(choose(settled(1, 300), { buffered_ms: 15_000 })).toEqual([1, null]);
    expect(choose(settled(1, 340), { buffered_ms: 15_000 })).toEqual([1, null]);
    expect(choose(settled(1, 340), { buffered_ms: 25_000 })).toEqual([2, "throughput"]);
    expect(choose(settled(1, 500), { buffered_ms: 9_000 })).toEqual([1, null]);
  });
  test("a full buffer bridges a dip, an emptier one does not", () => {
    expect(choose(settled(2, 200), { buffered_ms: 25_000 })).toEqual([2, null]);
    expect(choose(settled(2, 200), { buffered_ms: 14_000 })).toEqual([1, "buffer"]);
    expect(choose(settled(2, 200), { buffered_ms: 8_000 })).toEqual([1, "throughput"]);
  });
  test("falls at once and as far as it must when the buffer is in danger", () => {
    expect(choose(settled(2, 90), { buffered_ms: 5_000 })).toEqual([0, "buffer"]);
    expect(choose(settled(2, 90), { buffered_ms: 20_000 })).toEqual([1, "buffer"]);
    expect(choose({ ...initialAbr(), last: 2, choices: 9 }, { buffered_ms: 500 })).toEqual([0, "buffer"]);
  });
  test("after a stall the buffer is filled before the quality rises", () => {
    const stalled = chooseRendition(settled(1, 600), input({ buffered_ms: 1_000 })).state;
    const soon = { now_ms: 1_030_000, buffered_ms: 15_000 };
    expect(choose(stalled, soon)).toEqual([1, null]);
    expect(choose(stalled, { ...soon, buffered_ms: 25_000 })).toEqual([2, "throughput"]);
    expect(choose(stalled, { ...soon, now_ms: 1_070_000 })).toEqual([2, "throughput"]);
  });
  test("a seek is no stall", () => {
    expect(choose(settled(2, 2_000), { buffered_ms: 0 })).toEqual([2, null]);
    const after = chooseRendition(seekAbr(settled(1, 500)), input({ buffered_ms: 0 })).state;
    expect(after.starved_at_ms).toBeNull();
  });
  test("a rise that was taken back makes the next one wait twice as long", () => {
    const risen = chooseRendition(settled(1, 500), input()).state;
    const fallen = chooseRendition(settledFrom(risen, 90), input({ now_ms: 1_010_000, buffered_ms: 8_000 }));
    expect([fallen.reason, fallen.state.hold_ms]).toEqual(["throughput", 24_000]);
    const again = settledFrom(fallen.state, 2_000);
    expect(choose(again, { now_ms: 1_030_000 })).toEqual([0, null]);
    expect(choose(again, { now_ms: 1_034_000 })).toEqual([1, "throughput"]);
  });
});

function settledFrom(state: AbrState, kbps: number): AbrState {
  const { fast_kbps, fast_weight, slow_kbps, slow_weight } = settled(0, kbps);
  return { ...state, fast_kbps, fast_weight, slow_kbps, slow_weight };
}

describe("what the listener wishes", () => {
  test("holds whatever the network", () => {
    expect(choose(settled(1, 20), { wanted: 3, buffered_ms: 0 })).toEqual([3, "chosen"]);
    expect(choose(settled(3, 20), { wanted: 3, buffered_ms: 0 })).toEqual([3, null]);
    expect(choose(initialAbr(), { wanted: 2 })).toEqual([2, null]);
  });
  test("what is not allowed becomes the best below, and says so once", () => {
    const refused = chooseRendition(settled(1, 5_000), input({ wanted: 3, may_lossless: false }));
    expect([refused.index, refused.reason]).toEqual([2, "unavailable"]);
    expect(choose(refused.state, { wanted: 3, may_lossless: false })).toEqual([2, null]);
    expect(choose(initialAbr(), { wanted: 3, may_lossless: false })).toEqual([2, "unavailable"]);
  });
  test("what does not exist becomes the nearest lossy one below", () => {
    expect(choose(settled(1, 5_000), { wanted: 200 })).toEqual([2, "unavailable"]);
    const high = [rung(5, "aac_128", 135_000), rung(6, "aac_256", 265_000)];
    expect(choose(settled(6, 5_000), { wanted: 1, renditions: high })).toEqual([5, "unavailable"]);
  });
  test("automatic again: from lossless to what the network carries", () =>
    expect(choose(settled(3, 300), { buffered_ms: 20_000 })).toEqual([1, "throughput"]));
});

test("nothing that may be sent", () => {
  expect(choose(initialAbr(), { renditions: [] })).toEqual([-1, "unavailable"]);
  expect(choose(initialAbr(), { renditions: LADDER.slice(0, 1), may_lossless: false })).toEqual([
    -1,
    "unavailable",
  ]);
  expect(choose(initialAbr(), { renditions: [], wanted: 0 })).toEqual([-1, "unavailable"]);
});

const absurd = fc.oneof(
  fc.double(),
  fc.constantFrom(0, -1, 1e12, 1e300, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY),
);
const ladders = fc.uniqueArray(
  fc.record({
    index: fc.integer({ min: 0, max: 255 }),
    name: fc.constant("any"),
    bandwidth: fc.integer({ min: 8_000, max: 2_000_000 }),
    lossless: fc.boolean(),
  }),
  { selector: (it) => it.index, minLength: 1, maxLength: 8 },
);
interface Step {
  kbps: number;
  buffered_ms: number;
  pass_ms: number;
}
const steps = fc.array(
  fc.record({
    kbps: fc.oneof(fc.integer({ min: 10, max: 5_000 }), absurd),
    buffered_ms: fc.oneof(fc.integer({ min: 0, max: 40_000 }), absurd),
    pass_ms: fc.integer({ min: 0, max: 12_000 }),
  }),
  { maxLength: 60 },
);

/** Runs a session; its state goes through JSON between any two choices, as through hibernation. */
function play(renditions: readonly AbrRendition[], all: readonly Step[], may_lossless: boolean) {
  let state = initialAbr();
  let now_ms = 1_000;
  const choices: (AbrChoice & { now_ms: number })[] = [];
  for (const { kbps, buffered_ms, pass_ms } of all) {
    now_ms += pass_ms;
    state = observeThroughput(state, { kbps, bytes: 90_000, elapsed_ms: pass_ms });
    const choice = chooseRendition(state, input({ renditions, may_lossless, buffered_ms, now_ms }));
    choices.push({ ...choice, now_ms });
    const text = JSON.stringify(choice.state);
    expect(text.length).toBeLessThan(500);
    state = JSON.parse(text);
    expect(state).toEqual(choice.state);
  }
  return choices;
}

describe("whatever is reported", () => {
  test("the choice exists, is allowed, and is lossless only where there is nothing else", () =>
    fc.assert(
      fc.property(ladders, steps, fc.boolean(), (renditions, all, may_lossless) => {
        const lossy = renditions.some((it) => !it.lossless);
        for (const { index } of play(renditions, all, may_lossless)) {
          const chosen = renditions.find((it) => it.index === index);
          if (!lossy && !may_lossless) expect(index).toBe(-1);
          else expect(chosen?.lossless).toBe(!lossy);
        }
      }),
      runs,
    ));

  test("it rises one rung at a time, and not within 12 s and two segments of the switch before", () =>
    fc.assert(
      fc.property(ladders, steps, (renditions, all) => {
        const ladder = renditions.filter((it) => !it.lossless).sort((a, b) => a.bandwidth - b.bandwidth);
        const rungOf = (index: number) => ladder.findIndex((it) => it.index === index);
        let [switched_at, media_ms] = [Number.NEGATIVE_INFINITY, 0];
        let before: number | null = null;
        for (const { index, now_ms, reason } of play(ladder, all, false)) {
          if (before !== null && index !== before) {
            const by = rungOf(index) - rungOf(before);
            expect(reason).toMatch(/^(throughput|buffer)$/);
            const levels = ladder[rungOf(index)]!.bandwidth !== ladder[rungOf(before)]!.bandwidth;
            if (by > 0 && levels) {
              expect(by).toBe(1);
              expect(now_ms - switched_at >= 12_000 || media_ms >= 12_000).toBe(true);
            }
            [switched_at, media_ms] = [now_ms, 0];
          }
          media_ms += 6_000;
          before = index;
        }
      }),
      runs,
    ));

  test("with hardly any network and hardly any buffer it is the lowest rung, at once", () =>
    fc.assert(
      fc.property(ladders, steps, fc.integer({ min: 0, max: 5_000 }), (renditions, all, buffered_ms) => {
        const lossy = renditions.filter((it) => !it.lossless);
        const state = settledFrom(play(renditions, all, false).at(-1)?.state ?? initialAbr(), 2);
        const lowest = Math.min(...lossy.map((it) => it.bandwidth));
        const { index } = chooseRendition(state, input({ renditions, buffered_ms, may_lossless: false }));
        expect(lossy.find((it) => it.index === index)?.bandwidth ?? Number.POSITIVE_INFINITY).toBe(lowest);
      }),
      runs,
    ));

  test("the order of the renditions is of no importance", () =>
    fc.assert(
      fc.property(ladders, steps, (renditions, all) => {
        const indexes = (ladder: readonly AbrRendition[]) => play(ladder, all, true).map((it) => it.index);
        expect(indexes([...renditions].reverse())).toEqual(indexes(renditions));
      }),
      runs,
    ));

  test("a wish is met, or by the best that is allowed below it", () =>
    fc.assert(
      fc.property(ladders, fc.nat(255), fc.boolean(), (renditions, wanted, may_lossless) => {
        const { index } = chooseRendition(settled(0, 100), input({ renditions, wanted, may_lossless }));
        const wish = renditions.find((it) => it.index === wanted);
        const got = renditions.find((it) => it.index === index);
        if (wish && (!wish.lossless || may_lossless)) expect(index).toBe(wanted);
        else if (got?.lossless) expect(may_lossless && renditions.every((it) => it.lossless)).toBe(true);
        else if (wish && got) {
          const below = renditions.filter((it) => !it.lossless && it.bandwidth <= wish.bandwidth);
          if (below.length > 0) expect(got.bandwidth).toBe(Math.max(...below.map((it) => it.bandwidth)));
        }
      }),
      runs,
    ));
});

describe("throughput", () => {
  test("what is no measurement changes nothing", () => {
    for (const kbps of [0, -5, Number.NaN, Number.POSITIVE_INFINITY]) {
      expect(observeThroughput(initialAbr(), { kbps })).toEqual(initialAbr());
    }
  });
  test("one absurd sample does not carry the estimate away", () => {
    const state = observeThroughput(settled(1, 200), { kbps: 1e12, elapsed_ms: 1e12, bytes: 1e12 });
    expect(lowerEstimate(state)).toBeLessThanOrEqual(1_000);
    const brief = observeThroughput(settled(1, 200), { kbps: 1e12, elapsed_ms: 1, bytes: 90_000 });
    expect(lowerEstimate(brief)).toBeLessThan(300);
  });
  test("the first sample is believed, a real change within some segments", () => {
    expect(lowerEstimate(observeThroughput(initialAbr(), { kbps: 321 }))).toBeCloseTo(321);
    let state = settled(1, 150);
    for (let n = 0; n < 6; n += 1) state = observeThroughput(state, { kbps: 3_000, elapsed_ms: 270 });
    expect(lowerEstimate(state)).toBeGreaterThan(400);
  });
  test("bad news counts sooner than good", () => {
    const known = lowerEstimate(settled(1, 1_000)) ?? 0;
    const worse = lowerEstimate(observeThroughput(settled(1, 1_000), { kbps: 500, elapsed_ms: 2_000 })) ?? 0;
    const better =
      lowerEstimate(observeThroughput(settled(1, 1_000), { kbps: 1_500, elapsed_ms: 2_000 })) ?? 0;
    expect(known - worse).toBeGreaterThan(2 * (better - known));
  });
  test("it is a positive number of at most a gigabit a second, or unknown", () =>
    fc.assert(
      fc.property(fc.array(fc.record({ kbps: absurd, bytes: absurd, elapsed_ms: absurd })), (samples) => {
        const state = samples.reduce<AbrState>((it, sample) => observeThroughput(it, sample), initialAbr());
        const kbps = lowerEstimate(state);
        expect(kbps === null || (kbps > 0 && kbps <= 1_000_001)).toBe(true);
      }),
      runs,
    ));
});
