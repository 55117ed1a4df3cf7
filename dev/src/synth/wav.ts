import { createRandom } from "./random.ts";

/** All pieces are made at this rate. */
export const SAMPLE_RATE = 44_100;

/** Two channels of equal length, full scale ±1. */
export interface Stereo {
  left: Float32Array;
  right: Float32Array;
}

/**
 * 16-bit PCM in a RIFF/WAVE container (Microsoft, "Multimedia Programming Interface and Data Specifications
 * 1.0"), with triangular dither so that fades end in noise instead of distortion.
 */
export function encodeWav({ left, right }: Stereo): Buffer {
  const frames = left.length;
  const bytes = Buffer.alloc(44 + frames * 4);
  bytes.write("RIFF", 0, "latin1");
  bytes.writeUInt32LE(36 + frames * 4, 4);
  bytes.write("WAVEfmt ", 8, "latin1");
  bytes.writeUInt32LE(16, 16);
  bytes.writeUInt16LE(1, 20);
  bytes.writeUInt16LE(2, 22);
  bytes.writeUInt32LE(SAMPLE_RATE, 24);
  bytes.writeUInt32LE(SAMPLE_RATE * 4, 28);
  bytes.writeUInt16LE(4, 32);
  bytes.writeUInt16LE(16, 34);
  bytes.write("data", 36, "latin1");
  bytes.writeUInt32LE(frames * 4, 40);
  const samples = new Int16Array(bytes.buffer, bytes.byteOffset + 44, frames * 2);
  const random = createRandom(1);
  for (let i = 0; i < frames; i++) {
    samples[i * 2] = quantise(left[i] ?? 0, random() - random());
    samples[i * 2 + 1] = quantise(right[i] ?? 0, random() - random());
  }
  return bytes;
}

const quantise = (value: number, dither: number): number =>
  Math.max(-32_768, Math.min(32_767, Math.round(value * 32_767 + dither)));
