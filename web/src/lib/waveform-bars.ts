import type { Waveform } from "@veza/contracts/media";

/** Heights 0–1 of one bar: the loudest sample of its share, and the power that is heard. */
export interface Bar {
  peak: number;
  rms: number;
}

/** Below the loudest peak of the track by this much, in dB, nothing is drawn. */
const RANGE_DB = 36;
/**
 * Loudness grows faster than decibels near the top: what loud music does in its last ten decibels takes half
 * of the height.
 */
const CURVE = 1.5;

/**
 * `count` bars from a waveform file. Heights stand on a scale of loudness below the loudest peak of the
 * track: so quiet tracks are seen, and music that touches full scale all the time still shows what it does,
 * by its RMS. Files from before have 8-bit peaks only: there both are the peak.
 */
export function barsOf(waveform: Pick<Waveform, "data" | "length" | "peak" | "rms">, count: number): Bar[] {
  const pairs = Math.min(waveform.length, Math.floor(waveform.data.length / 2));
  if (count <= 0 || pairs === 0) return [];
  const peakAt = (i: number): number => {
    const exact = waveform.peak?.[i];
    if (exact !== undefined) return exact / 100;
    const level = Math.max(Math.abs(waveform.data[i * 2] ?? 0), Math.abs(waveform.data[i * 2 + 1] ?? 0));
    return level === 0 ? Number.NEGATIVE_INFINITY : 20 * Math.log10(level / 128);
  };
  const levels = Array.from({ length: count }, (_, bar) => {
    const from = Math.floor((bar * pairs) / count);
    const to = Math.max(from + 1, Math.floor(((bar + 1) * pairs) / count));
    let peak = Number.NEGATIVE_INFINITY;
    let power = 0;
    for (let i = from; i < to; i += 1) {
      peak = Math.max(peak, peakAt(i));
      power += 10 ** ((waveform.rms?.[i] ?? Number.NEGATIVE_INFINITY) / 1000);
    }
    return { peak, rms: waveform.rms === undefined ? peak : 10 * Math.log10(power / (to - from)) };
  });
  const top = Math.max(...levels.map((level) => level.peak));
  // Silence of a file is 96 dB below full scale.
  if (top <= -96) return levels.map(() => ({ peak: 0, rms: 0 }));
  const height = (db: number) => Math.min(1, Math.max(0, 1 + (db - top) / RANGE_DB)) ** CURVE;
  return levels.map(({ peak, rms }) => ({ peak: height(peak), rms: height(Math.min(rms, peak)) }));
}

/** Bars that fit into a width, and where each begins (CSS pixels). */
export function layoutOf(width: number, bar: number, gap: number): { count: number; step: number } {
  const count = Math.max(0, Math.floor((width + gap) / (bar + gap)));
  return { count, step: count > 0 ? (width + gap) / count : 0 };
}

/** Seconds at a place of a waveform. */
export function secondsAt(x: number, width: number, duration: number): number {
  if (width <= 0) return 0;
  return Math.min(1, Math.max(0, x / width)) * duration;
}

/** Position after a key of a slider (WAI-ARIA): null for keys that mean nothing here. Seconds. */
export function seekByKey(key: string, position: number, duration: number): number | null {
  const steps: Record<string, number> = {
    ArrowRight: 5,
    ArrowUp: 5,
    ArrowLeft: -5,
    ArrowDown: -5,
    PageUp: 30,
    PageDown: -30,
  };
  if (key === "Home") return 0;
  if (key === "End") return Math.max(0, duration - 1);
  const step = steps[key];
  return step === undefined ? null : Math.min(duration, Math.max(0, position + step));
}
