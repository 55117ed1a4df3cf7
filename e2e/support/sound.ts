/** A stereo 16-bit WAV: a slow sweep with a beat, so that it is neither silent nor trivial. Deterministic. */
export function sweepWav(
  seconds: number,
  options: { rate?: number; gain?: number } = {},
): Uint8Array<ArrayBuffer> {
  const rate = options.rate ?? 44_100;
  const gain = options.gain ?? 0.5;
  const frames = Math.round(seconds * rate);
  const bytes = new Uint8Array(44 + frames * 4);
  const view = new DataView(bytes.buffer);
  const text = (at: number, value: string) => {
    for (const [i, char] of [...value].entries()) view.setUint8(at + i, char.charCodeAt(0));
  };
  text(0, "RIFF");
  view.setUint32(4, 36 + frames * 4, true);
  text(8, "WAVEfmt ");
  view.setUint32(16, 16, true);
  view.setUint16(20, 1, true);
  view.setUint16(22, 2, true);
  view.setUint32(24, rate, true);
  view.setUint32(28, rate * 4, true);
  view.setUint16(32, 4, true);
  view.setUint16(34, 16, true);
  text(36, "data");
  view.setUint32(40, frames * 4, true);
  let phase = 0;
  for (let i = 0; i < frames; i++) {
    const t = i / rate;
    phase += (2 * Math.PI * (220 + 180 * Math.sin(t / 3))) / rate;
    const beat = 0.6 + 0.4 * Math.cos(2 * Math.PI * t * 2);
    const sample = gain * beat * Math.sin(phase);
    view.setInt16(44 + i * 4, sample * 32_767, true);
    view.setInt16(46 + i * 4, sample * 0.8 * 32_767, true);
  }
  return bytes;
}
