import { WAVEFORM_FLOOR, type Waveform } from "@veza/contracts/media";

const FIRST_BIN_FRAMES = 16;
const MOST_BINS = 65_536;

/**
 * Peaks and power of interleaved float PCM while it streams past: the smallest and largest sample and the sum
 * of squares of each bin over all channels. When there are too many bins, neighbours are merged and bins
 * become twice as long. So memory is constant and the length of the track need not be known.
 */
export function createPeaks(channels: number) {
  const minima = new Float32Array(MOST_BINS);
  const maxima = new Float32Array(MOST_BINS);
  const powers = new Float64Array(MOST_BINS);
  let binFrames = FIRST_BIN_FRAMES;
  let bins = 0;
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  let power = 0;
  let left = binFrames * channels;
  let values = 0;
  let loudest = 0;

  const closeBin = () => {
    minima[bins] = low;
    maxima[bins] = high;
    powers[bins] = power;
    bins += 1;
    loudest = Math.max(loudest, -low, high);
    low = Number.POSITIVE_INFINITY;
    high = Number.NEGATIVE_INFINITY;
    power = 0;
    if (bins === MOST_BINS) halve();
    left = binFrames * channels;
  };

  const halve = () => {
    for (let bin = 0; bin < bins / 2; bin += 1) {
      minima[bin] = Math.min(minima[bin * 2] ?? 0, minima[bin * 2 + 1] ?? 0);
      maxima[bin] = Math.max(maxima[bin * 2] ?? 0, maxima[bin * 2 + 1] ?? 0);
      powers[bin] = (powers[bin * 2] ?? 0) + (powers[bin * 2 + 1] ?? 0);
    }
    bins /= 2;
    binFrames *= 2;
  };

  return {
    /** Little-endian floats; whole frames. */
    push(chunk: Uint8Array) {
      const aligned = chunk.byteOffset % 4 === 0 ? chunk : chunk.slice();
      const samples = new Float32Array(aligned.buffer, aligned.byteOffset, aligned.length / 4);
      values += samples.length;
      // Plain loop over locals: this sees every sample of every track. Decoders of garbage may give NaN.
      for (const given of samples) {
        const sample = Number.isNaN(given) ? 0 : given;
        if (sample < low) low = sample;
        if (sample > high) high = sample;
        power += sample * sample;
        left -= 1;
        if (left === 0) closeBin();
      }
    },
    /** Frames so far: samples of one channel. */
    frames: () => values / channels,
    /** Largest absolute sample so far; 1 is full scale. */
    loudest: () => Math.max(loudest, -low, high, 0),
    /**
     * At most `points` points, audiowaveform's JSON version 2 with 8 bits, and peak and RMS of each on a
     * scale of decibels.
     */
    finish(sampleRate: number, points: number): Waveform {
      const total = values;
      if (left !== binFrames * channels) closeBin();
      const group = Math.max(1, Math.ceil(bins / points));
      const data: number[] = [];
      const peak: number[] = [];
      const rms: number[] = [];
      const perBin = binFrames * channels;
      for (let bin = 0; bin < bins; bin += group) {
        let min = Number.POSITIVE_INFINITY;
        let max = Number.NEGATIVE_INFINITY;
        let sum = 0;
        const end = Math.min(bin + group, bins);
        for (let inner = bin; inner < end; inner += 1) {
          min = Math.min(min, minima[inner] ?? 0);
          max = Math.max(max, maxima[inner] ?? 0);
          sum += powers[inner] ?? 0;
        }
        const count = Math.max(1, Math.min(end * perBin, total) - bin * perBin);
        data.push(eightBits(min), eightBits(max));
        peak.push(centibels(Math.max(-min, max)));
        rms.push(centibels(Math.sqrt(sum / count)));
      }
      return {
        version: 2,
        channels: 1,
        sample_rate: sampleRate,
        samples_per_pixel: binFrames * group,
        bits: 8,
        length: data.length / 2,
        data,
        peak,
        rms,
      };
    },
  };
}

function eightBits(sample: number): number {
  return Math.max(-128, Math.min(127, Math.floor(sample * 128)));
}

/** 1/100 dB of full scale, within what a waveform file holds. */
function centibels(level: number): number {
  return level > 0
    ? Math.min(0, Math.max(WAVEFORM_FLOOR, Math.round(2000 * Math.log10(level))))
    : WAVEFORM_FLOOR;
}
