/** Sound made up for tests: no file of anybody else is needed. Equal calls give equal bytes. */
export type Shape = { seconds: number; sampleRate: number; channels: number };

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
export function renderPcm(
  shape: Shape,
  value: (seconds: number, channel: number) => number,
): Buffer<ArrayBuffer> {
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

/**
 * 16-bit PCM in a RIFF/WAVE container (Microsoft, "Multimedia Programming Interface and Data Specifications
 * 1.0").
 * @param claimedBytes of the data chunk, where a test wants the header to lie
 */
export function wavOf(
  pcm: Buffer,
  shape: Pick<Shape, "sampleRate" | "channels">,
  claimedBytes = pcm.length,
): Buffer<ArrayBuffer> {
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

/** A stereo WAV at 44.1 kHz with both channels alike, from a function of time. */
export function wavFrom(seconds: number, value: (seconds: number) => number): Buffer<ArrayBuffer> {
  const mono = renderPcm({ seconds, sampleRate: 44_100, channels: 1 }, value);
  const both = Buffer.alloc(mono.length * 2);
  for (let at = 0; at < mono.length; at += 2) {
    const sample = mono.readInt16LE(at);
    both.writeInt16LE(sample, at * 2);
    both.writeInt16LE(sample, at * 2 + 2);
  }
  return wavOf(both, { sampleRate: 44_100, channels: 2 });
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

export function musicWav(seconds: number, sampleRate = 44_100, channels = 2, seed = 1): Buffer<ArrayBuffer> {
  const shape = { seconds, sampleRate, channels };
  return wavOf(renderPcm(shape, music(seed)), shape);
}

/**
 * A plucked figure that swells and rests: gives a waveform something to show.
 * @param root of the lowest tone, Hz
 */
export function melodyWav(seconds: number, root = 220): Buffer<ArrayBuffer> {
  const steps = [1, 1.2, 1.5, 1.8, 1.5, 1.2];
  return wavFrom(seconds, (time) => {
    const step = steps[Math.floor(time * 3) % steps.length] ?? 1;
    const swell = 0.35 + 0.3 * Math.sin((2 * Math.PI * time) / 9);
    const pluck = Math.exp(-((time * 3) % 1) * 3.2);
    return swell * (0.25 + 0.75 * pluck) * Math.sin(2 * Math.PI * root * step * time);
  });
}

/**
 * A stereo WAV: a slow sweep with a beat, so that it is neither silent nor trivial. The right channel is
 * softer.
 */
export function sweepWav(
  seconds: number,
  { sampleRate = 44_100, gain = 0.5 }: { sampleRate?: number; gain?: number } = {},
): Buffer<ArrayBuffer> {
  let phase = 0;
  const shape = { seconds, sampleRate, channels: 2 };
  const pcm = renderPcm(shape, (time, channel) => {
    if (channel === 0) phase += (2 * Math.PI * (220 + 180 * Math.sin(time / 3))) / sampleRate;
    const beat = 0.6 + 0.4 * Math.cos(2 * Math.PI * time * 2);
    return gain * beat * Math.sin(phase) * (channel === 0 ? 1 : 0.8);
  });
  return wavOf(pcm, shape);
}
