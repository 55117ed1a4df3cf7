/**
 * Hue (OKLCH degrees, 0–360) that dominates RGBA pixels: the direction of their mean in Oklab's a/b plane, so
 * that greys weigh nothing and strong colours most. Conversion: Björn Ottosson, "A perceptual color space for
 * image processing" (2020). A picture without colour answers the house's own warm hue.
 */
export function hueOfPixels(pixels: ArrayLike<number>): number {
  let sumA = 0;
  let sumB = 0;
  const count = Math.floor(pixels.length / 4);
  for (let i = 0; i < count; i += 1) {
    const r = linear(pixels[i * 4] ?? 0);
    const g = linear(pixels[i * 4 + 1] ?? 0);
    const b = linear(pixels[i * 4 + 2] ?? 0);
    const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
    const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
    const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
    sumA += 1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s;
    sumB += 0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s;
  }
  if (count === 0 || Math.hypot(sumA, sumB) / count < 0.004) return 60;
  const degrees = (Math.atan2(sumB, sumA) * 180) / Math.PI;
  return Math.round((degrees + 360) % 360);
}

function linear(value: number): number {
  const share = value / 255;
  return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
}
