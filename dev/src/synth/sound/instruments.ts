import { between, type Random } from "../random.ts";
import { SAMPLE_RATE, type Stereo } from "../wav.ts";
import { type Envelope, noteLength, shape } from "./envelope.ts";
import { filter, saturate } from "./filter.ts";
import { addOscillator, addTable, makeTable, type Shape, sine } from "./oscillators.ts";

/** An analogue-like voice: detuned oscillators through a filter with its own envelope. */
export interface Analogue {
  shape: Shape;
  /** One oscillator each, in cents. */
  detune: readonly number[];
  amp: Envelope;
  /** Hz at rest. */
  cutoff: number;
  /** Octaves above `cutoff` that the filter opens at the start of a note. */
  sweep: number;
  /** Seconds until it has closed again. */
  sweepTime: number;
  resonance: number;
  drive?: number;
  width?: number;
}

/** A note of an analogue voice, mono. */
export function analogue(random: Random, hz: number, hold: number, voice: Analogue): Float32Array {
  const sound = new Float32Array(noteLength(hold, voice.amp));
  for (const cents of voice.detune) {
    addOscillator(sound, {
      shape: voice.shape,
      frequency: hz * 2 ** (cents / 1200),
      phase: random(),
      level: 1 / Math.sqrt(voice.detune.length) / 1.6,
      ...(voice.width === undefined ? {} : { width: voice.width }),
    });
  }
  const fall = voice.sweepTime * SAMPLE_RATE;
  filter(sound, "low", (i) => voice.cutoff * 2 ** (voice.sweep * Math.exp((-3 * i) / fall)), voice.resonance);
  if (voice.drive !== undefined) saturate(sound, voice.drive);
  return shape(sound, hold, voice.amp);
}

/** The same, each channel with oscillators of its own: wide. */
export const analogueWide = (random: Random, hz: number, hold: number, voice: Analogue): Stereo => ({
  left: analogue(random, hz, hold, voice),
  right: analogue(random, hz, hold, voice),
});

/**
 * A plucked string: noise in a loop one period long, losing its high tones on the way round (Karplus and
 * Strong, "Digital Synthesis of Plucked-String and Drum Timbres", Computer Music Journal, 1983; fractional
 * length by a first-order all-pass, Jaffe and Smith, same issue).
 * @param brightness 0–1
 * @param seconds until it is 60 dB down
 */
export function pluck(random: Random, hz: number, seconds: number, brightness: number): Float32Array {
  const sound = new Float32Array(Math.ceil(seconds * SAMPLE_RATE));
  const period = SAMPLE_RATE / hz - 0.5;
  const length = Math.floor(period - 0.1);
  const fraction = period - length;
  const allPass = (1 - fraction) / (1 + fraction);
  const loop = new Float32Array(length);
  let smooth = 0;
  for (let i = 0; i < length; i++) {
    smooth += (between(random, -1, 1) - smooth) * (0.15 + 0.85 * brightness);
    loop[i] = smooth;
  }
  const loss = 10 ** (-3 / (seconds * hz));
  let previous = 0;
  let passed = 0;
  let passedInput = 0;
  for (let i = 0, at = 0; i < sound.length; i++) {
    const current = loop[at] ?? 0;
    sound[i] = current;
    const averaged = loss * (0.5 * current + 0.5 * previous);
    previous = current;
    passed = allPass * (averaged - passed) + passedInput;
    passedInput = averaged;
    loop[at] = passed;
    at = at + 1 === length ? 0 : at + 1;
  }
  filter(sound, "high", hz * 0.5);
  // A finger is softer than noise, and peaks between samples would pass the limiter.
  filter(sound, "low", 9_000);
  return shape(sound, seconds - 0.05, { attack: 0.001, decay: 1, sustain: 1, release: 0.05 });
}

/** An electric piano or bell: two sines, one bending the phase of the other (Chowning, JAES, 1973). */
export function fm(
  hz: number,
  hold: number,
  voice: { ratio: number; depth: number; depthTime: number; amp: Envelope; tine?: number },
): Float32Array {
  const sound = new Float32Array(noteLength(hold, voice.amp));
  const step = hz / SAMPLE_RATE;
  const fall = Math.exp(-3 / (voice.depthTime * SAMPLE_RATE));
  const tineFall = Math.exp(-3 / (0.12 * SAMPLE_RATE));
  let depth = voice.depth;
  let tine = voice.tine ?? 0;
  for (let i = 0; i < sound.length; i++) {
    const turn = step * i;
    // Depth is in radians, as in the literature.
    const bent = sine(turn + (depth / (2 * Math.PI)) * sine(turn * voice.ratio));
    sound[i] = tine > 0.001 ? bent + tine * sine(turn * 13.98) : bent;
    depth *= fall;
    tine *= tineFall;
  }
  return shape(sound, hold, voice.amp);
}

/**
 * Centre, width (Hz) and level of the resonances that make a vowel (Peterson and Barney, JASA, 1952:
 * averages).
 */
export const VOWELS = {
  ah: [
    [730, 110, 1],
    [1090, 130, 0.5],
    [2440, 190, 0.12],
  ],
  oh: [
    [570, 100, 1],
    [840, 110, 0.45],
    [2410, 190, 0.06],
  ],
  oo: [
    [300, 80, 1],
    [870, 100, 0.2],
    [2240, 190, 0.04],
  ],
} as const;

/**
 * A few singers on one note: the harmonics of a voice under a vowel's resonances, each singer a little apart.
 */
export function choir(
  random: Random,
  hz: number,
  hold: number,
  vowel: keyof typeof VOWELS,
  amp: Envelope,
): Stereo {
  const count = Math.max(4, Math.min(40, Math.floor(9_000 / hz)));
  const harmonics = Array.from({ length: count }, (_, index) => {
    const at = hz * (index + 1);
    const resonance = VOWELS[vowel].reduce(
      (sum, [centre, width, level]) => sum + level / (1 + ((at - centre) / width) ** 2),
      0.015,
    );
    return resonance / (index + 1) ** 0.6;
  });
  const table = makeTable(harmonics);
  const sing = () => {
    const sound = new Float32Array(noteLength(hold, amp));
    for (let singer = 0; singer < 3; singer++) {
      addTable(sound, table, {
        frequency: hz * 2 ** (between(random, -9, 9) / 1200),
        phase: random(),
        level: 0.4,
        vibrato: { cents: between(random, 6, 14), hz: between(random, 4.4, 5.6), phase: random() },
      });
    }
    return shape(sound, hold, amp);
  };
  return { left: sing(), right: sing() };
}
