import type { Waveform } from "@veza/contracts/media";

/**
 * Heights 0–1 of `count` bars from audiowaveform data (pairs of minimum and maximum, 8 bit). Each bar takes the
 * loudest value of its share; heights are relative to the loudest of all, so that quiet tracks are seen too.
 */
export function barsOf(waveform: Pick<Waveform, "data" | "length">, count: number): number[] {
  const pairs = Math.min(waveform.length, Math.floor(waveform.data.length / 2));
  if (count <= 0 || pairs === 0) return [];
  const heights = Array.from({ length: count }, (_, bar) => {
    const from = Math.floor((bar * pairs) / count);
    const to = Math.max(from + 1, Math.floor(((bar + 1) * pairs) / count));
    let peak = 0;
    for (let i = from; i < to; i += 1) {
      peak = Math.max(peak, Math.abs(waveform.data[i * 2] ?? 0), Math.abs(waveform.data[i * 2 + 1] ?? 0));
    }
    return peak;
  });
  const loudest = Math.max(...heights);
  return loudest === 0 ? heights.map(() => 0) : heights.map((height) => height / loudest);
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
