import { SAMPLE_RATE, type Stereo } from "../wav.ts";

/** Seconds; without a common divisor in samples, so that echoes do not fall together. */
const LINES = [0.0297, 0.0371, 0.0411, 0.0437, 0.0531, 0.0617, 0.0683, 0.0797];
const DIFFUSERS = [0.0047, 0.0036];

/**
 * A room: eight delay lines that feed each other through a Householder matrix (Jot and Chaigne, "Digital
 * Delay Networks for Designing Artificial Reverberators", AES 90, 1991), each with its own damping.
 * @param seconds until it is 60 dB down
 * @param damping Hz above which it dies away faster
 */
export function reverb(send: Float32Array, seconds: number, damping: number): Stereo {
  const out = { left: new Float32Array(send.length), right: new Float32Array(send.length) };
  const lines = LINES.map((time) => new Float32Array(Math.round(time * SAMPLE_RATE)));
  const gains = lines.map((line) => 10 ** ((-3 * line.length) / SAMPLE_RATE / seconds));
  const positions = new Int32Array(lines.length);
  const damped = new Float64Array(lines.length);
  const pole = 1 - Math.exp((-2 * Math.PI * damping) / SAMPLE_RATE);
  const input = diffuse(send);
  const taps = new Float64Array(lines.length);
  for (let i = 0; i < send.length; i++) {
    let sum = 0;
    for (let n = 0; n < lines.length; n++) {
      const line = lines[n];
      if (line === undefined) continue;
      const read = line[positions[n] ?? 0] ?? 0;
      const soft = (damped[n] ?? 0) + (read - (damped[n] ?? 0)) * pole;
      damped[n] = soft;
      const tap = soft * (gains[n] ?? 0);
      taps[n] = tap;
      sum += tap;
    }
    const shared = sum * (2 / lines.length);
    const dry = input[i] ?? 0;
    for (let n = 0; n < lines.length; n++) {
      const line = lines[n];
      if (line === undefined) continue;
      const position = positions[n] ?? 0;
      line[position] = dry + (taps[n] ?? 0) - shared;
      positions[n] = position + 1 === line.length ? 0 : position + 1;
    }
    out.left[i] = ((taps[0] ?? 0) - (taps[2] ?? 0) + (taps[4] ?? 0) - (taps[6] ?? 0)) * 0.5;
    out.right[i] = ((taps[1] ?? 0) - (taps[3] ?? 0) + (taps[5] ?? 0) - (taps[7] ?? 0)) * 0.5;
  }
  return out;
}

/** Smears single clicks before they enter the room (Schroeder's all-passes). */
function diffuse(send: Float32Array): Float32Array {
  let sound = send;
  for (const time of DIFFUSERS) {
    const line = new Float32Array(Math.round(time * SAMPLE_RATE));
    const next = new Float32Array(sound.length);
    for (let i = 0, at = 0; i < sound.length; i++) {
      const delayed = line[at] ?? 0;
      const value = (sound[i] ?? 0) - 0.6 * delayed;
      line[at] = value;
      next[i] = delayed + 0.6 * value;
      at = at + 1 === line.length ? 0 : at + 1;
    }
    sound = next;
  }
  return sound;
}
