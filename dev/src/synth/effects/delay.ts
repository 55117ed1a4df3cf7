import { SAMPLE_RATE, type Stereo } from "../wav.ts";

/**
 * Echoes that go from side to side, each darker and thinner than the one before, as from a tape.
 * @param seconds between two echoes
 * @param feedback 0–0.95
 */
export function delay(send: Float32Array, seconds: number, feedback: number): Stereo {
  const length = Math.max(1, Math.round(seconds * SAMPLE_RATE));
  const left = new Float32Array(send.length);
  const right = new Float32Array(send.length);
  const dark = 1 - Math.exp((-2 * Math.PI * 2_800) / SAMPLE_RATE);
  const thin = 1 - Math.exp((-2 * Math.PI * 180) / SAMPLE_RATE);
  let low = 0;
  let rumble = 0;
  for (let i = length; i < send.length; i++) {
    left[i] = (send[i - length] ?? 0) + (right[i - length] ?? 0) * feedback;
    low += ((left[i - length] ?? 0) - low) * dark;
    rumble += (low - rumble) * thin;
    right[i] = (low - rumble) * Math.sqrt(feedback);
  }
  return { left, right };
}
