import type { Waveform } from "@veza/contracts/media";

const FIRST_BIN_FRAMES = 16;
const MOST_BINS = 65_536;

/**
 * Peaks of 16-bit interleaved PCM while it streams past. Keeps the smallest and largest sample of each bin over all
 * channels; when there are too many bins, neighbours are merged and bins become twice as long. So memory is constant
 * and the length of the track need not be known.
 */
export function createPeaks(channels: number) {
  const minima = new Int16Array(MOST_BINS);
  const maxima = new Int16Array(MOST_BINS);
  let binFrames = FIRST_BIN_FRAMES;
  let bins = 0;
  let low = 32_767;
  let high = -32_768;
  let left = binFrames * channels;
  let values = 0;
  let loudest = 0;
  let odd: Uint8Array | undefined;

  const closeBin = () => {
    minima[bins] = low;
    maxima[bins] = high;
    bins += 1;
    loudest = Math.max(loudest, -low, high);
    low = 32_767;
    high = -32_768;
    if (bins === MOST_BINS) halve();
    left = binFrames * channels;
  };

  const halve = () => {
    for (let bin = 0; bin < bins / 2; bin += 1) {
      minima[bin] = Math.min(minima[bin * 2] ?? 0, minima[bin * 2 + 1] ?? 0);
      maxima[bin] = Math.max(maxima[bin * 2] ?? 0, maxima[bin * 2 + 1] ?? 0);
    }
    bins /= 2;
    binFrames *= 2;
  };

  return {
    /** Little-endian samples; chunks may be cut anywhere, even inside a sample. */
    push(chunk: Uint8Array) {
      let bytes = chunk;
      if (odd) {
        bytes = new Uint8Array(odd.length + chunk.length);
        bytes.set(odd);
        bytes.set(chunk, odd.length);
        odd = undefined;
      }
      const whole = bytes.length & ~1;
      if (whole < bytes.length) odd = bytes.slice(whole);
      const aligned = bytes.byteOffset % 2 === 0 ? bytes : bytes.slice();
      const samples = new Int16Array(aligned.buffer, aligned.byteOffset, whole / 2);
      values += samples.length;
      // Plain loop over locals: this sees every sample of every track.
      for (const sample of samples) {
        if (sample < low) low = sample;
        if (sample > high) high = sample;
        left -= 1;
        if (left === 0) closeBin();
      }
    },
    /** Frames so far: samples of one channel. */
    frames: () => Math.floor(values / channels),
    /** Largest absolute sample of all, 0 to 32,768. */
    loudest: () => Math.max(loudest, -low, high === -32_768 ? 0 : high, 0),
    /** At most `points` points, audiowaveform's JSON version 2 with 8 bits. */
    finish(sampleRate: number, points: number): Waveform {
      if (left !== binFrames * channels) closeBin();
      const group = Math.max(1, Math.ceil(bins / points));
      const data: number[] = [];
      for (let bin = 0; bin < bins; bin += group) {
        let min = 32_767;
        let max = -32_768;
        for (let inner = bin; inner < Math.min(bin + group, bins); inner += 1) {
          min = Math.min(min, minima[inner] ?? 0);
          max = Math.max(max, maxima[inner] ?? 0);
        }
        data.push(min >> 8, max >> 8);
      }
      return {
        version: 2,
        channels: 1,
        sample_rate: sampleRate,
        samples_per_pixel: binFrames * group,
        bits: 8,
        length: data.length / 2,
        data,
      };
    },
  };
}
