/** Seconds with two decimals. */
export const seconds = (ms: number): string => `${(ms / 1000).toFixed(2)} s`;

export const mebibytes = (bytes: number): string => `${(bytes / 2 ** 20).toFixed(1)} MiB`;

/** One line of a bench: what was measured, and the ratio to its bound or peer from the same run. */
export function report(name: string, ours: string, peer: string | null, ratio: number, note = ""): void {
  const compared = peer === null ? "no peer" : `peer ${peer.padStart(12)}   ratio ${ratio.toFixed(2)}`;
  console.log(`${name.padEnd(34)} ours ${ours.padStart(12)}   ${compared}${note === "" ? "" : `   ${note}`}`);
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
