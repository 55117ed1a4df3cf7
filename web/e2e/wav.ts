/** PCM WAV, 16 bit, mono or stereo, from a function of time: test material without data files. */
export function wav(
  seconds: number,
  sample: (time: number) => number,
  { rate = 44_100, channels = 2 } = {},
): Buffer {
  const frames = Math.round(seconds * rate);
  const data = Buffer.alloc(frames * channels * 2);
  for (let frame = 0; frame < frames; frame += 1) {
    const value = Math.round(Math.max(-1, Math.min(1, sample(frame / rate))) * 32_767);
    for (let channel = 0; channel < channels; channel += 1)
      data.writeInt16LE(value, (frame * channels + channel) * 2);
  }
  const head = Buffer.alloc(44);
  head.write("RIFF", 0, "latin1");
  head.writeUInt32LE(36 + data.length, 4);
  head.write("WAVEfmt ", 8, "latin1");
  head.writeUInt32LE(16, 16);
  head.writeUInt16LE(1, 20);
  head.writeUInt16LE(channels, 22);
  head.writeUInt32LE(rate, 24);
  head.writeUInt32LE(rate * channels * 2, 28);
  head.writeUInt16LE(channels * 2, 32);
  head.writeUInt16LE(16, 34);
  head.write("data", 36, "latin1");
  head.writeUInt32LE(data.length, 40);
  return Buffer.concat([head, data]);
}

/** A plucked figure that swells and rests: gives a waveform something to show. */
export function melody(seconds: number, root = 220): Buffer {
  const steps = [1, 1.2, 1.5, 1.8, 1.5, 1.2];
  return wav(seconds, (time) => {
    const step = steps[Math.floor(time * 3) % steps.length] ?? 1;
    const swell = 0.35 + 0.3 * Math.sin((2 * Math.PI * time) / 9);
    const pluck = Math.exp(-((time * 3) % 1) * 3.2);
    return swell * (0.25 + 0.75 * pluck) * Math.sin(2 * Math.PI * root * step * time);
  });
}
