import type { Stage } from "@veza/contracts/media";

export type StageEvent = { type: "stage"; stage: Stage; progress: number };

/**
 * How much of a job each part is, in seconds of one core for a four-minute stereo track (measured; only their
 * proportions matter). Encodes run side by side, so the sum of their shares follows the clock well.
 */
export const AUDIO_WEIGHTS = {
  source: 1.5,
  probe: 0.2,
  analysis: 1.3,
  aac_64: 5,
  aac_128: 6.3,
  aac_256: 7,
  flac: 0.9,
  mp3: 4.3,
} as const;

export type AudioPart = keyof typeof AUDIO_WEIGHTS;

const LEAST_INTERVAL_MS = 300;

/**
 * Folds the progress of many parts into one number from 0 to 1 that never falls, a few events a second at
 * most. A change of stage is told at once.
 */
export function createProgress<Part extends string>(options: {
  weights: Readonly<Record<Part, number>>;
  emit: (event: StageEvent) => void;
  now: () => number;
}) {
  const fractions = new Map<Part, number>();
  const total = Object.values<number>(options.weights).reduce((sum, weight) => sum + weight, 0);
  let stage: Stage = "scanning";
  let told = -1;
  let toldAt = Number.NEGATIVE_INFINITY;
  let highest = 0;

  const tell = () => {
    told = highest;
    toldAt = options.now();
    options.emit({ type: "stage", stage, progress: Math.round(highest * 1000) / 1000 });
  };

  return {
    enter(next: Stage) {
      stage = next;
      tell();
    },
    /** The same, where it is called again and again. */
    enterOnce(next: Stage) {
      if (stage !== next) this.enter(next);
    },
    /** `fraction` of this part, 0 to 1; anything else is cut off, and a part never falls back. */
    set(part: Part, fraction: number) {
      const bounded = Number.isFinite(fraction) ? Math.min(1, Math.max(0, fraction)) : 0;
      fractions.set(part, Math.max(bounded, fractions.get(part) ?? 0));
      const sum = [...fractions].reduce((all, [name, value]) => all + options.weights[name] * value, 0);
      highest = Math.min(1, Math.max(highest, sum / total));
      if (options.now() - toldAt >= LEAST_INTERVAL_MS && highest - told >= 0.002) tell();
    },
    /** Everything is done: said at once, so that the last word never falls between two intervals. */
    complete() {
      highest = 1;
      if (told < 1) tell();
    },
  };
}
export type Progress<Part extends string> = ReturnType<typeof createProgress<Part>>;
