import type { QualityPoint } from "@veza/contracts/http/admin";

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);

export const secondsSent = (point: QualityPoint) => sum(Object.values(point.sent_seconds));

/** Stalls for each hour of audio that was sent in the slice; null when none was. */
export function stallsPerHour(point: QualityPoint): number | null {
  const seconds = secondsSent(point);
  return seconds > 0 ? (point.stalls * 3600) / seconds : null;
}

/** Whether nothing at all happened in a time. */
export function isQuiet(points: readonly QualityPoint[]): boolean {
  return points.every(
    (point) =>
      point.sessions === 0 && point.plays === 0 && secondsSent(point) === 0 && point.start_p50_ms === null,
  );
}

/**
 * Rendition names that occur, from the smallest stream to the largest: `aac_64` before `aac_256` before
 * `flac`.
 */
export function renditionsOf(points: readonly QualityPoint[]): string[] {
  const names = new Set(points.flatMap((point) => Object.keys(point.sent_seconds)));
  const rate = (name: string) => (name.startsWith("flac") ? 1e6 : Number(/\d+/.exec(name)?.[0] ?? 1e7));
  return [...names].sort((a, b) => rate(a) - rate(b) || a.localeCompare(b));
}

export interface Block {
  name: string;
  from: number;
  to: number;
}

/** The parts of one bar on top of each other, in the order of `names`; those of nothing are left out. */
export function stacked(values: Readonly<Record<string, number>>, names: readonly string[]): Block[] {
  let height = 0;
  const blocks: Block[] = [];
  for (const name of names) {
    const value = values[name] ?? 0;
    if (!(value > 0)) continue;
    blocks.push({ name, from: height, to: height + value });
    height += value;
  }
  return blocks;
}

export interface Scale {
  max: number;
  ticks: number[];
}

/**
 * A scale from 0 that holds `highest`, with three to six round marks (1, 2 or 5 times a power of ten apart).
 */
export function scaleFor(highest: number, { isWhole = false }: { isWhole?: boolean } = {}): Scale {
  const top = highest > 0 && Number.isFinite(highest) ? highest : 1;
  const power = 10 ** Math.floor(Math.log10(top / 4));
  const factor = [1, 2, 5, 10].find((it) => it * power * 5 >= top) ?? 10;
  const step = isWhole ? Math.max(1, Math.round(factor * power)) : factor * power;
  const count = Math.max(1, Math.ceil(top / step - 1e-9));
  // Multiplied, not added up: no 0.30000000000000004 on an axis.
  const ticks = Array.from({ length: count + 1 }, (_, index) => Number((index * step).toPrecision(12)));
  return { max: ticks.at(-1) ?? step, ticks };
}

/**
 * Runs of neighbouring values that are there, as `[index, value]`: a line is broken where nothing was
 * measured.
 */
export function runsOf(values: readonly (number | null)[]): [number, number][][] {
  const runs: [number, number][][] = [];
  let run: [number, number][] = [];
  for (const [index, value] of values.entries()) {
    if (value !== null) run.push([index, value]);
    else if (run.length > 0) {
      runs.push(run);
      run = [];
    }
  }
  if (run.length > 0) runs.push(run);
  return runs;
}

export const highestOf = (values: readonly (number | null)[]) =>
  values.reduce<number>((highest, value) => Math.max(highest, value ?? 0), 0);

/** Figures of a whole time. */
export function totalsOf(points: readonly QualityPoint[]) {
  const seconds = sum(points.map(secondsSent));
  const stalls = sum(points.map((point) => point.stalls));
  return {
    sessions: sum(points.map((point) => point.sessions)),
    plays: sum(points.map((point) => point.plays)),
    switches: sum(points.map((point) => point.switches)),
    hours: seconds / 3600,
    stallsPerHour: seconds > 0 ? (stalls * 3600) / seconds : null,
  };
}
