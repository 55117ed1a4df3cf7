/** Red, green, blue, 0–1 as a screen shows them. */
export type Colour = readonly [number, number, number];

export function hex(code: string): Colour {
  const value = Number.parseInt(code.replace("#", ""), 16);
  return [(value >> 16) / 255, ((value >> 8) & 255) / 255, (value & 255) / 255];
}

export const mix = (a: Colour, b: Colour, amount: number): Colour => {
  const t = Math.max(0, Math.min(1, amount));
  return [a[0] + (b[0] - a[0]) * t, a[1] + (b[1] - a[1]) * t, a[2] + (b[2] - a[2]) * t];
};

/** The colour at `at` (0–1) of evenly spaced stops. */
export function gradient(stops: readonly Colour[], at: number): Colour {
  const position = Math.max(0, Math.min(0.999999, at)) * (stops.length - 1);
  const index = Math.floor(position);
  const from = stops[index] ?? [0, 0, 0];
  return mix(from, stops[index + 1] ?? from, position - index);
}

/** 1 inside (negative distance), 0 outside, soft over `softness`. */
export const inside = (distance: number, softness = 0.0016): number => {
  const t = Math.max(0, Math.min(1, 0.5 - distance / softness / 2));
  return t * t * (3 - 2 * t);
};
