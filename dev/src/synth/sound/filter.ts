import { SAMPLE_RATE } from "../wav.ts";

export type FilterKind = "low" | "high" | "band";

/** The cutoff is computed anew this often. */
const BLOCK = 16;

/**
 * Filters a sound in place with a two-pole state-variable filter in trapezoidal integration (Andrew Simper,
 * "Solving the continuous SVF equations using trapezoidal integration and equivalent currents", Cytomic,
 * 2013), which stays stable while its cutoff moves.
 * @param cutoff Hz, fixed or by sample number
 * @param resonance 0 (none) to almost 1 (whistles)
 */
export function filter(
  sound: Float32Array,
  kind: FilterKind,
  cutoff: number | ((sample: number) => number),
  resonance = 0,
): Float32Array {
  const k = 2 - 2 * Math.min(0.98, resonance);
  let first = 0;
  let second = 0;
  let a1 = 0;
  let a2 = 0;
  let a3 = 0;
  for (let i = 0; i < sound.length; i++) {
    if (i % BLOCK === 0) {
      const hz = typeof cutoff === "number" ? cutoff : cutoff(i);
      const g = Math.tan((Math.PI * Math.min(Math.max(hz, 16), SAMPLE_RATE * 0.45)) / SAMPLE_RATE);
      a1 = 1 / (1 + g * (g + k));
      a2 = g * a1;
      a3 = g * a2;
    }
    const input = sound[i] ?? 0;
    const v3 = input - second;
    const band = a1 * first + a2 * v3;
    const low = second + a2 * first + a3 * v3;
    first = 2 * band - first;
    second = 2 * low - second;
    sound[i] = kind === "low" ? low : kind === "band" ? band * k : input - k * band - low;
  }
  return sound;
}

/** Soft saturation in place: more `drive`, more overtones; quiet sounds keep their level. */
export function saturate(sound: Float32Array, drive: number): Float32Array {
  const scale = 1 / Math.tanh(drive);
  for (let i = 0; i < sound.length; i++) sound[i] = Math.tanh((sound[i] ?? 0) * drive) * scale;
  return sound;
}
