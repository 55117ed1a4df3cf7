import { type Block, runsOf } from "../../models/quality/quality-math.ts";
import type { Geometry } from "./plot.tsx";

/** Colours that keep apart in both themes; the order is that of the renditions. */
export const COLORS = [
  "light-dark(oklch(0.56 0.1 220), oklch(0.74 0.1 220))",
  "light-dark(oklch(0.52 0.11 165), oklch(0.8 0.12 165))",
  "light-dark(oklch(0.66 0.14 75), oklch(0.84 0.16 82))",
  "light-dark(oklch(0.53 0.16 25), oklch(0.68 0.16 28))",
  "light-dark(oklch(0.45 0.09 300), oklch(0.7 0.1 300))",
] as const;

export const colorAt = (index: number) => COLORS[index % COLORS.length] ?? COLORS[0];

/** A line that is broken where nothing was measured; a lonely value is a dot. */
export function Line({
  values,
  color,
  geometry,
}: {
  values: readonly (number | null)[];
  color: string;
  geometry: Geometry;
}) {
  return runsOf(values).map((run) => {
    const [first] = run;
    if (!first) return null;
    if (run.length === 1)
      return <circle key={first[0]} cx={geometry.x(first[0])} cy={geometry.y(first[1])} r={3} fill={color} />;
    const points = run.map(([index, value]) => `${geometry.x(index)},${geometry.y(value)}`).join(" ");
    return (
      <polyline
        key={first[0]}
        points={points}
        fill="none"
        stroke={color}
        strokeWidth={2.5}
        strokeLinejoin="round"
        strokeLinecap="round"
      />
    );
  });
}

/** One bar a slice, its parts on top of each other. */
export function Bars({
  bars,
  colorOf,
  geometry,
}: {
  bars: readonly (readonly Block[])[];
  colorOf: (name: string) => string;
  geometry: Geometry;
}) {
  const width = Math.max(1, geometry.step * 0.78);
  return bars.flatMap((blocks, index) =>
    blocks.map(({ name, from, to }) => (
      <rect
        // biome-ignore lint/suspicious/noArrayIndexKey: a slice is its place.
        key={`${index} ${name}`}
        x={geometry.x(index) - width / 2}
        y={geometry.y(to)}
        width={width}
        height={Math.max(0.5, geometry.y(from) - geometry.y(to))}
        fill={colorOf(name)}
      />
    )),
  );
}
