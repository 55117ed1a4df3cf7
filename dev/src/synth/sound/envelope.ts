import { SAMPLE_RATE } from "../wav.ts";

/** Seconds, and a sustain level in 0–1. */
export interface Envelope {
  attack: number;
  decay: number;
  sustain: number;
  release: number;
}

/**
 * Multiplies a sound with an attack–decay–sustain–release curve, in place. The release begins `hold` seconds
 * after the start. Curves are exponential but for the attack, as those of analogue instruments are.
 */
export function shape(sound: Float32Array, hold: number, envelope: Envelope): Float32Array {
  const attack = Math.max(1, Math.round(envelope.attack * SAMPLE_RATE));
  const holdSamples = Math.round(hold * SAMPLE_RATE);
  const decay = Math.exp(-1 / Math.max(1, (envelope.decay / 3) * SAMPLE_RATE));
  const release = Math.exp(-1 / Math.max(1, (envelope.release / 4) * SAMPLE_RATE));
  let level = 0;
  for (let i = 0; i < sound.length; i++) {
    if (i >= holdSamples) level *= release;
    else if (i < attack) level = (i + 1) / attack;
    else level = envelope.sustain + (level - envelope.sustain) * decay;
    sound[i] = (sound[i] ?? 0) * level;
  }
  // The tail of an exponential never ends by itself.
  const fade = Math.min(sound.length, Math.round(0.005 * SAMPLE_RATE));
  for (let i = 0; i < fade; i++) {
    const at = sound.length - 1 - i;
    sound[at] = (sound[at] ?? 0) * (i / fade);
  }
  return sound;
}

/** Samples for a note that is held for `hold` seconds and then released. */
export const noteLength = (hold: number, envelope: Envelope): number =>
  Math.ceil((hold + envelope.release) * SAMPLE_RATE);
