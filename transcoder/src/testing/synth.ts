/** Sound made up for tests: no file of anybody else is needed. */
export type Synth = { seconds: number; sampleRate: number; channels: number };

/** A small deterministic generator (mulberry32), so that equal seeds give equal sound. */
export function createNoise(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** Interleaved 16-bit samples of `value(seconds, channel)`, which is −1 to 1. */
export function renderPcm(shape: Synth, value: (seconds: number, channel: number) => number): Buffer {
  const frames = Math.round(shape.seconds * shape.sampleRate);
  const samples = new Int16Array(frames * shape.channels);
  for (let frame = 0; frame < frames; frame += 1) {
    for (let channel = 0; channel < shape.channels; channel += 1) {
      const wanted = Math.round(value(frame / shape.sampleRate, channel) * 32_767);
      samples[frame * shape.channels + channel] = Math.max(-32_768, Math.min(32_767, wanted));
    }
  }
  return Buffer.from(samples.buffer);
}

/** Chords with a beat and some noise: enough going on that an encoder has work. */
export function music(seed = 1): (seconds: number, channel: number) => number {
  const noise = createNoise(seed);
  return (seconds, channel) => {
    const root = 110 * 2 ** ((Math.floor(seconds / 2) % 5) / 12);
    const beat = Math.exp(-8 * (seconds % 0.5));
    const tone = (ratio: number) => Math.sin(2 * Math.PI * root * ratio * seconds + channel);
    return 0.2 * tone(1) + 0.15 * tone(1.5) + 0.1 * tone(2.01) + 0.2 * beat * (noise() - 0.5);
  };
}

/** @param claimedBytes of the data chunk, where a test wants the header to lie */
export function wav(
  pcm: Buffer,
  shape: Pick<Synth, "sampleRate" | "channels">,
  claimedBytes = pcm.length,
): Buffer {
  const header = Buffer.alloc(44);
  header.write("RIFF", 0, "latin1");
  header.writeUInt32LE((36 + claimedBytes) >>> 0, 4);
  header.write("WAVEfmt ", 8, "latin1");
  header.writeUInt32LE(16, 16);
  header.writeUInt16LE(1, 20);
  header.writeUInt16LE(shape.channels, 22);
  header.writeUInt32LE(shape.sampleRate, 24);
  header.writeUInt32LE(shape.sampleRate * shape.channels * 2, 28);
  header.writeUInt16LE(shape.channels * 2, 32);
  header.writeUInt16LE(16, 34);
  header.write("data", 36, "latin1");
  header.writeUInt32LE(claimedBytes >>> 0, 40);
  return Buffer.concat([header, pcm]);
}

export function musicWav(seconds: number, sampleRate = 44_100, channels = 2, seed = 1): Buffer {
  const shape = { seconds, sampleRate, channels };
  return wav(renderPcm(shape, music(seed)), shape);
}
