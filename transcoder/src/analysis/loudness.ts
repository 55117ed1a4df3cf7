import type { Loudness } from "@veza/contracts/jobs";

/** What ebur128 prints when nothing ever passed its absolute gate. */
const NEVER_GATED = -70;

/**
 * The summary that ffmpeg's ebur128 filter prints when it ends. Values that it could not measure are null.
 * A source that changes its rate or its channels on the way makes ffmpeg build the filter anew, with a summary for each
 * stretch: then the loudest counts, so that nothing is ever turned up too far.
 */
export function parseLoudness(stderr: string): Loudness {
  const stretches = stderr.split("Summary:").slice(1).map(parseSummary);
  const highest = (name: keyof Loudness) => {
    const values = stretches.flatMap((stretch) => stretch[name] ?? []);
    return values.length === 0 ? null : Math.max(...values);
  };
  return {
    integrated_lufs: highest("integrated_lufs"),
    true_peak_dbtp: highest("true_peak_dbtp"),
    range_lu: highest("range_lu"),
  };
}

function parseSummary(summary: string): Loudness {
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
