/**
 * Draws the app's icons: `node web/scripts/icons.ts`. One drawing (five bars that make a V) as SVG and,
 * rasterised here with 4 × 4 samples a pixel, as PNG (RFC 2083).
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { crc32, deflateSync } from "node:zlib";

const GROUND = [0x1b, 0x13, 0x10] as const;
const INK = [0xff, 0xbe, 0x3d] as const;
const HEIGHTS = [14, 27, 40, 27, 14];
const out = new URL("../public/icons/", import.meta.url);

interface Bar {
  x: number;
  y: number;
  w: number;
  h: number;
}

/** The bars on a square of side 1; `inset` is the free share on every side. */
function barsIn(inset: number): Bar[] {
  const unit = (1 - inset * 2) / 48;
  return HEIGHTS.map((h, i) => ({
    x: inset + (3 + i * 9) * unit,
    y: inset + 4 * unit,
    w: 6 * unit,
    h: h * unit,
  }));
}

/** Whether a point lies in a rectangle with round ends. */
function isInside({ x, y, w, h }: Bar, px: number, py: number): boolean {
  const r = w / 2;
  const cy = Math.min(Math.max(py, y + r), y + h - r);
  return Math.hypot(px - (x + r), py - cy) <= r;
}

function isInCorner(px: number, py: number, radius: number): boolean {
  const dx = Math.max(radius - px, px - (1 - radius), 0);
  const dy = Math.max(radius - py, py - (1 - radius), 0);
  return Math.hypot(dx, dy) > radius;
}

/** RGBA bytes of the icon. `corner`: radius of the ground's corners as a share, 0 for none. */
function raster(side: number, inset: number, corner: number): Uint8Array {
  const bars = barsIn(inset);
  const pixels = new Uint8Array(side * side * 4);
  const samples = 4;
  for (let y = 0; y < side; y += 1) {
    for (let x = 0; x < side; x += 1) {
      let ink = 0;
      let ground = 0;
      for (let s = 0; s < samples * samples; s += 1) {
        const px = (x + ((s % samples) + 0.5) / samples) / side;
        const py = (y + (Math.floor(s / samples) + 0.5) / samples) / side;
        if (corner > 0 && isInCorner(px, py, corner)) continue;
        ground += 1;
        if (bars.some((bar) => isInside(bar, px, py))) ink += 1;
      }
      const at = (y * side + x) * 4;
      const share = ground === 0 ? 0 : ink / ground;
      for (let c = 0; c < 3; c += 1)
        pixels[at + c] = Math.round((GROUND[c] ?? 0) * (1 - share) + (INK[c] ?? 0) * share);
      pixels[at + 3] = Math.round((ground / (samples * samples)) * 255);
    }
  }
  return pixels;
}

function chunk(type: string, data: Uint8Array): Buffer {
  const body = Buffer.concat([Buffer.from(type, "latin1"), data]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  const sum = Buffer.alloc(4);
  sum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, sum]);
}

function png(side: number, pixels: Uint8Array): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(side, 0);
  header.writeUInt32BE(side, 4);
  header.set([8, 6, 0, 0, 0], 8);
  const rows = Buffer.alloc(side * (side * 4 + 1));
  for (let y = 0; y < side; y += 1)
    rows.set(pixels.subarray(y * side * 4, (y + 1) * side * 4), y * (side * 4 + 1) + 1);
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([
    signature,
    chunk("IHDR", header),
    chunk("IDAT", deflateSync(rows, { level: 9 })),
    chunk("IEND", new Uint8Array()),
  ]);
}

function svg(): string {
  const hex = (rgb: readonly number[]) => `#${rgb.map((it) => it.toString(16).padStart(2, "0")).join("")}`;
  const size = (value: number) => Number((value * 512).toFixed(2));
  const bars = barsIn(0.2).map(
    ({ x, y, w, h }) =>
      `<rect x="${size(x)}" y="${size(y)}" width="${size(w)}" height="${size(h)}" rx="${size(w / 2)}"/>`,
  );
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 512 512"><title>Veza</title><rect width="512" height="512" rx="116" fill="${hex(GROUND)}"/><g fill="${hex(INK)}">${bars.join("")}</g></svg>\n`;
}

mkdirSync(out, { recursive: true });
writeFileSync(new URL("veza.svg", out), svg());
for (const [name, side, inset, corner] of [
  ["veza-180", 180, 0.2, 0],
  ["veza-192", 192, 0.2, 0.226],
  ["veza-512", 512, 0.2, 0.226],
  ["veza-maskable-512", 512, 0.27, 0],
] as const) {
  writeFileSync(new URL(`${name}.png`, out), png(side, raster(side, inset, corner)));
}
