import type { Loudness } from "@veza/contracts/jobs";

/** What ebur128 prints when nothing ever passed its absolute gate. */
const NEVER_GATED = -70;

/**
 * The one summary that ffmpeg's ebur128 filter prints when it ends. Values that it could not measure are
 * null.
 * @throws Error when there is none, or more than one: then these would not be the figures of the whole.
 */
export function parseLoudness(stderr: string): Loudness {
  const [, summary, ...more] = stderr.split("Summary:");
  if (summary === undefined || more.length > 0)
    throw new Error(`ebur128 gave ${summary === undefined ? "no summary" : "several summaries"}`);
  const read = (pattern: RegExp): number | null => {
    const value = Number.parseFloat(pattern.exec(summary)?.[1] ?? "");
    return Number.isFinite(value) ? value : null;
  };
  const integrated = read(/\bI:\s+(-?[\d.]+|-?inf|nan) LUFS/);
  const passed = integrated !== null && integrated > NEVER_GATED;
  return {
    integrated_lufs: passed ? integrated : null,
    true_peak_dbtp: read(/True peak:\s+Peak:\s+(-?[\d.]+|-?inf|nan) dBFS/),
    range_lu: passed ? read(/\bLRA:\s+(-?[\d.]+|nan) LU/) : null,
  };
}
