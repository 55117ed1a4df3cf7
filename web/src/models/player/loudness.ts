/** Where normalisation brings a track, as EBU R128 integrated loudness. */
export const TARGET_LUFS = -14;
/** No gain may lift a true peak above this. */
export const CEILING_DBTP = -1;

export interface Measured {
  loudness_lufs: number | null;
  true_peak_dbtp: number | null;
}

/**
 * Gain in dB that brings a track toward the target without lifting its true peak above the ceiling. Unknown
 * loudness: 0. A raise needs a known peak; without one only lowering is safe. A track whose peak is above the
 * ceiling already is lowered to it.
 */
export function gainDbOf({ loudness_lufs, true_peak_dbtp }: Measured): number {
  if (loudness_lufs === null) return 0;
  const wanted = TARGET_LUFS - loudness_lufs;
  const headroom = true_peak_dbtp === null ? 0 : CEILING_DBTP - true_peak_dbtp;
  return Math.min(wanted, headroom);
}

/** Amplitude factor of a gain in dB. */
export function amplitudeOf(db: number): number {
  return 10 ** (db / 20);
}

/** Amplitude of a volume slider at 0–1: the cube is close to how loudness is felt. */
export function sliderToAmplitude(position: number): number {
  return Math.min(1, Math.max(0, position)) ** 3;
}
