import type { Sample } from "./mp4-boxes.ts";

/** Lengths of segments, in seconds. */
export type SegmentPlan = {
  /** The first segment is short so that playing starts soon. */
  first: number;
  target: number;
  /** A last segment below this is evened out with the one before it. */
  shortest: number;
};

export const SEGMENT_PLAN: SegmentPlan = { first: 2, target: 6, shortest: 3 };

/** `start` and `duration` are in ticks of the timescale; `start` counts from the first sample ever pushed. */
export type MediaSegment = { number: number; start: number; duration: number; samples: Sample[] };

type Open = { duration: number; samples: Sample[] };

/**
 * Groups samples into segments while the encoder runs. No segment is longer than its plan (one sample longer
 * than the plan alone excepted); the last is never a sliver: for that, one finished segment is held back
 * until the next is full or the track ends. Depends on durations only, so tracks of equal sample durations
 * are cut at equal places.
 */
export function createSegmenter(timescale: number, plan: SegmentPlan = SEGMENT_PLAN) {
  const limit = (number: number) => (number === 0 ? plan.first : plan.target) * timescale;
  let held: Open | undefined;
  let open: Open = { duration: 0, samples: [] };
  let closed = 0;
  let emitted = 0;
  let position = 0;

  const emit = (segment: Open): MediaSegment => {
    const result = { number: emitted, start: position, ...segment };
    emitted += 1;
    position += segment.duration;
    return result;
  };

  return {
    /** The segments that became certain. */
    push(sample: Sample): MediaSegment[] {
      const ready: MediaSegment[] = [];
      if (open.samples.length > 0 && open.duration + sample.duration > limit(closed)) {
        if (held) ready.push(emit(held));
        held = open;
        closed += 1;
        open = { duration: 0, samples: [] };
      }
      open.samples.push(sample);
      open.duration += sample.duration;
      return ready;
    },
    /** The last one or two segments. */
    end(): MediaSegment[] {
      const tail = [held, open].filter(
        (segment) => segment !== undefined && segment.samples.length > 0,
      ) as Open[];
      const last = tail[1];
      const settled =
        last && last.duration < plan.shortest * timescale ? evenOut(tail, plan, timescale) : tail;
      held = undefined;
      open = { duration: 0, samples: [] };
      return settled.map(emit);
    },
  };
}

/** One segment of both when that is no longer than the target, else two halves. */
function evenOut(tail: Open[], plan: SegmentPlan, timescale: number): Open[] {
  const samples = tail.flatMap((segment) => segment.samples);
  const duration = tail.reduce((sum, segment) => sum + segment.duration, 0);
  if (duration <= plan.target * timescale) return [{ duration, samples }];
  let cut = 0;
  let before = 0;
  for (const sample of samples) {
    if (before + sample.duration > duration / 2) break;
    before += sample.duration;
    cut += 1;
  }
  return [
    { duration: before, samples: samples.slice(0, cut) },
    { duration: duration - before, samples: samples.slice(cut) },
  ].filter((segment) => segment.samples.length > 0);
}
