import type { PieceKey } from "../pieces.ts";
import { between, createRandom } from "../random.ts";
import { type Colour, gradient, hex, inside, mix } from "./colour.ts";

/** The colour of a point; both coordinates go from 0 to 1, y downwards. */
export type Shader = (x: number, y: number) => Colour;

const colours = (...codes: string[]): Colour[] => codes.map(hex);
const away = (x: number, y: number, cx: number, cy: number): number => Math.hypot(x - cx, y - cy);
const fraction = (value: number): number => value - Math.floor(value);

/** Bands of water, each nearer and darker. */
function lowTide(): Shader {
  const sky = colours("#f4d9c6", "#e7a48f", "#8b6f8f");
  const sea = colours("#6f87a8", "#3f6487", "#244a6b", "#122f4d", "#0a1c33");
  return (x, y) => {
    let colour = gradient(sky, y * 1.6);
    colour = mix(colour, hex("#fff3e2"), inside(away(x, y, 0.68, 0.3) - 0.085));
    sea.forEach((water, i) => {
      const line =
        0.44 + i * 0.115 + 0.02 * Math.sin(x * (5 + i) + i * 2.1) + 0.012 * Math.sin(x * 13 - i * 1.3);
      colour = mix(colour, mix(water, hex("#ffffff"), 0.22 * Math.exp(-(y - line) * 60)), inside(line - y));
    });
    return colour;
  };
}

/** Turns of a coil around a hot centre. */
function copperWire(): Shader {
  const wire = colours("#ffd9a8", "#e2793a", "#8e2f17");
  return (x, y) => {
    const radius = away(x, y, 0.5, 0.52);
    const angle = Math.atan2(y - 0.52, x - 0.5);
    const ground = mix(hex("#241019"), hex("#0b0710"), radius * 1.5);
    const turn = radius * 24 + (angle / (2 * Math.PI)) * 1 + 0.35 * Math.sin(angle * 3 + radius * 9);
    const line =
      inside(Math.abs(fraction(turn) - 0.5) - 0.17, 0.09) * inside(radius - 0.43) * inside(0.07 - radius);
    const lit = 0.5 + 0.5 * Math.sin(angle * 2 - radius * 7);
    return mix(mix(ground, gradient(wire, 1 - lit), line), hex("#ffe9c9"), inside(radius - 0.05, 0.02));
  };
}

/** A window at night: soft lights behind falling strokes. */
function tuesdayRain(): Shader {
  const random = createRandom(2);
  const tones = colours("#f2b880", "#d9747c", "#7f8fc9", "#f6dfae");
  const lights = Array.from({ length: 12 }, (_, i) => ({
    x: between(random, 0.05, 0.95),
    y: between(random, 0.2, 0.95),
    size: between(random, 0.05, 0.14),
    colour: tones[i % tones.length] ?? hex("#ffffff"),
  }));
  const columns = Array.from({ length: 90 }, () => ({
    start: random(),
    length: between(random, 0.05, 0.22),
    light: between(random, 0.1, 0.45),
  }));
  return (x, y) => {
    let colour = gradient(colours("#1b2340", "#2b2f55", "#4a3b5c"), y);
    for (const light of lights)
      colour = mix(
        colour,
        light.colour,
        0.5 * inside(away(x, y, light.x, light.y) - light.size, light.size * 0.5),
      );
    const slanted = (x + y * 0.18) * 76;
    const column = columns[Math.floor(slanted) % columns.length];
    if (column === undefined) return colour;
    const along = fraction(y - column.start);
    const stroke =
      inside(Math.abs(fraction(slanted) - 0.5) - 0.09, 0.06) * inside(along - column.length, 0.05);
    return mix(colour, hex("#dfe8ff"), stroke * column.light);
  };
}

/** Glowing discs that overlap, on strings. */
function paperLanterns(): Shader {
  const random = createRandom(21);
  const tones = colours("#ffcf6b", "#ff9a5a", "#f2665e", "#ffe3a6");
  const lanterns = Array.from({ length: 9 }, (_, i) => ({
    x: 0.14 + (i % 3) * 0.36 + between(random, -0.07, 0.07),
    y: 0.26 + Math.floor(i / 3) * 0.26 + between(random, -0.06, 0.06),
    size: between(random, 0.075, 0.125),
    colour: tones[i % tones.length] ?? hex("#ffffff"),
  }));
  return (x, y) => {
    let colour = gradient(colours("#13223a", "#1f3d50", "#39605c"), y);
    for (const { x: cx, y: cy, size, colour: paper } of lanterns) {
      const distance = away(x, (y - cy) * 0.86 + cy, cx, cy);
      colour = mix(colour, paper, 0.34 * Math.exp(-(distance / size) * 1.5));
      if (y < cy) colour = mix(colour, hex("#0c1728"), 0.7 * inside(Math.abs(x - cx) - 0.0016));
      const rib = 0.9 + 0.1 * Math.cos(((y - cy) / size) * 22);
      const body = mix(
        mix(paper, hex("#fffbe8"), 0.55 * (1 - distance / size)),
        hex("#7a2b20"),
        (1 - rib) * 1.4,
      );
      colour = mix(colour, body, 0.93 * inside(distance - size));
    }
    return colour;
  };
}

/** A low sun, and its path over the water of a harbour. */
function harbourDub(): Shader {
  return (x, y) => {
    const horizon = 0.58;
    const sun = away(x, y, 0.5, 0.46) - 0.25;
    const sky = gradient(colours("#163b3a", "#2f6f56", "#c8a33f"), y / horizon);
    if (y < horizon) {
      const slit =
        y > 0.4 ? inside(Math.abs(fraction((y - 0.4) * 22) - 0.5) - (0.06 + (y - 0.4) * 1.4), 0.05) : 0;
      return mix(sky, gradient(colours("#ffd95a", "#e8552d"), (y - 0.2) / 0.4), inside(sun) * (1 - slit));
    }
    const depth = (y - horizon) / (1 - horizon);
    const water = gradient(colours("#7a4a2c", "#1d3f3c", "#0a1f22"), depth);
    const ripple = Math.sin(y * 190 + Math.sin(x * 11) * 2.2 + Math.sin(x * 23 + y * 60));
    const path =
      inside(Math.abs(x - 0.5) - (0.24 - depth * 0.1 + 0.05 * ripple), 0.02) *
      inside(-ripple + 0.15 + depth * 0.5, 0.3);
    return mix(water, hex("#ffb648"), path * (0.95 - depth * 0.5));
  };
}

/** Rails and lamps that run into one point. */
function nightFreight(): Shader {
  return (x, y) => {
    const horizon = 0.42;
    const dx = x - 0.5;
    const dy = y - horizon;
    let colour = gradient(colours("#060912", "#101a33", "#27396b"), y / horizon);
    if (dy > 0) {
      const across = dx / (dy + 0.004);
      const along = 1 / (dy + 0.02);
      const shade = mix(hex("#1b2747"), hex("#05070d"), dy * 2.2);
      const sleeper =
        inside(Math.abs(fraction(along * 1.15) - 0.5) - 0.2, 0.1) * inside(Math.abs(across) - 0.95, 0.05);
      colour = mix(shade, hex("#33406a"), sleeper * 0.55);
      for (const rail of [-0.6, 0.6])
        colour = mix(colour, hex("#e8f1ff"), inside(Math.abs(across - rail) - 0.035, 0.02) * (1 - dy * 0.6));
      for (const edge of [-1.7, 1.7, -2.9, 2.9])
        colour = mix(colour, hex("#ff5a4d"), inside(Math.abs(across - edge) - 0.03, 0.03) * 0.8);
    }
    const lamp = away(x, y, 0.5, horizon);
    const glow = Math.exp(-lamp * 17);
    const streak = Math.exp(-Math.abs(dy) * 130) * Math.exp(-Math.abs(dx) * 3.2);
    return mix(mix(colour, hex("#7fa8ff"), streak * 0.7), hex("#fff6dc"), Math.min(1, glow * 1.9));
  };
}

/** Arches inside arches, lit from the last one. */
function stoneChoir(): Shader {
  const stone = colours("#17131c", "#2d2431", "#4d3b45", "#7b5a5a", "#b98b72", "#ecd0a0", "#fff6df");
  return (x, y) => {
    let colour = stone[0] ?? [0, 0, 0];
    for (let i = 1; i < stone.length; i++) {
      const width = 0.46 - i * 0.062;
      const spring = 0.46 + i * 0.014;
      // A pointed arch: where two circles cross, on a rectangle.
      const radius = width * 1.55;
      const top =
        Math.max(away(x, y, 0.5 - (radius - width), spring), away(x, y, 0.5 + (radius - width), spring)) -
        radius;
      const sides = Math.abs(x - 0.5) - width;
      const floor = y - (0.97 - i * 0.022);
      const distance = Math.max(y < spring ? top : sides, floor);
      const tone = mix(stone[i] ?? colour, stone[i - 1] ?? colour, 0.55 * Math.max(0, Math.min(1, y)));
      colour = mix(colour, tone, inside(distance));
      colour = mix(colour, hex("#fff3d6"), 0.16 * inside(Math.abs(distance) - 0.0025, 0.003));
    }
    return colour;
  };
}

/** A landscape in sixteen colours. */
function cartridgeSummer(): Shader {
  const random = createRandom(8);
  const size = 40;
  const hills = Array.from(
    { length: size },
    (_, i) => 25 + Math.round(3 * Math.sin(i / 4) + 2 * Math.sin(i / 1.7 + 1)),
  );
  const clouds = Array.from({ length: 5 }, () => ({
    x: Math.floor(random() * size),
    y: 4 + Math.floor(random() * 11),
    width: 4 + Math.floor(random() * 5),
  }));
  const sky = colours("#3a2f8f", "#5b4bc4", "#8f6fe0", "#d987d9", "#ffa8a0", "#ffd98a");
  return (x, y) => {
    const column = Math.min(size - 1, Math.floor(x * size));
    const row = Math.min(size - 1, Math.floor(y * size));
    const band = Math.floor((row / 27) * sky.length + ((row + column) % 2 === 0 && row % 4 === 3 ? 1 : 0));
    let colour = sky[Math.min(sky.length - 1, band)] ?? [0, 0, 0];
    if (Math.hypot(column - 29, row - 15) < 6.3)
      colour = hex(row > 15 && row % 3 === 0 ? "#ff8f70" : "#fff1a8");
    for (const cloud of clouds)
      if (row === cloud.y && column >= cloud.x && column < cloud.x + cloud.width) colour = hex("#ffffff");
    const hill = hills[column] ?? 25;
    if (row >= hill)
      colour = hex(row === hill ? "#8fe07a" : (row + column) % 5 === 0 ? "#3fae6a" : "#2f8f5f");
    if (row >= 34)
      colour = hex(row === 34 ? "#f2c078" : (column + (row % 2) * 2) % 4 === 0 ? "#7a4a3a" : "#a8653f");
    // A thin grid, as on an old screen.
    const grid = Math.min(
      Math.min(fraction(x * size), 1 - fraction(x * size)),
      Math.min(fraction(y * size), 1 - fraction(y * size)),
    );
    return mix(colour, hex("#1b1440"), 0.2 * inside(grid - 0.03, 0.03));
  };
}

/** Quarter circles in a grid, as on a record sleeve of 1959. */
function halfPastBlue(): Shader {
  const random = createRandom(1959);
  const size = 5;
  const tones = colours("#0f2a4a", "#1f5a86", "#e9e0c9", "#f0a63c", "#2b86a8", "#d9552f");
  const tiles = Array.from({ length: size * size }, () => ({
    corner: Math.floor(random() * 4),
    back: tones[Math.floor(random() * 2.4)] ?? hex("#000000"),
    front: tones[2 + Math.floor(random() * 4)] ?? hex("#ffffff"),
    ring: random() < 0.4,
  }));
  return (x, y) => {
    const margin = 0.07;
    const u = ((x - margin) / (1 - 2 * margin)) * size;
    const v = ((y - margin) / (1 - 2 * margin)) * size;
    const tile =
      u < 0 || v < 0 || u >= size || v >= size ? undefined : tiles[Math.floor(v) * size + Math.floor(u)];
    if (tile === undefined) return hex("#f3ecd9");
    const distance = away(fraction(u), fraction(v), tile.corner % 2, tile.corner < 2 ? 0 : 1);
    let colour = mix(tile.back, tile.front, inside(distance - 0.96, 0.008));
    if (tile.ring) colour = mix(colour, tile.back, inside(Math.abs(distance - 0.5) - 0.13, 0.008));
    return colour;
  };
}

/** The cover of every piece. */
export const COVERS: Record<PieceKey, () => Shader> = {
  "low-tide": lowTide,
  "copper-wire": copperWire,
  "tuesday-rain": tuesdayRain,
  "paper-lanterns": paperLanterns,
  "harbour-dub": harbourDub,
  "night-freight": nightFreight,
  "stone-choir": stoneChoir,
  "cartridge-summer": cartridgeSummer,
  "half-past-blue": halfPastBlue,
};
