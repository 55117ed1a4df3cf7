import { randomOf } from "./random-of.ts";

/**
 * A ground and three inks, like a two-screen print; `hue` (OKLCH degrees) tints what surrounds the sleeve.
 */
export interface Palette {
  ground: string;
  inks: readonly [string, string, string];
  hue: number;
}

export type Shape =
  | { kind: "circle"; x: number; y: number; r: number; fill: string; stroke?: number }
  | { kind: "rect"; x: number; y: number; w: number; h: number; r: number; fill: string; turn?: number }
  | { kind: "path"; d: string; fill: string };

export interface SleeveArt {
  palette: Palette;
  /** Painted in order on a square of 100 × 100. */
  shapes: readonly Shape[];
}

const PALETTES: readonly Palette[] = [
  { ground: "#173f43", inks: ["#f4b942", "#e8604c", "#f6ead8"], hue: 200 },
  { ground: "#f1d8ae", inks: ["#c73f2c", "#232845", "#ee8446"], hue: 75 },
  { ground: "#df4f2a", inks: ["#1b1a22", "#f5d04c", "#fbecdc"], hue: 40 },
  { ground: "#0d4655", inks: ["#fa8a26", "#f3e3cf", "#e2571f"], hue: 215 },
  { ground: "#f6ab5e", inks: ["#54202f", "#f3704c", "#fff0de"], hue: 60 },
  { ground: "#2f4a3c", inks: ["#e8c261", "#dcd8cb", "#d9743f"], hue: 155 },
  { ground: "#8a2b36", inks: ["#fcb8ae", "#3f1020", "#f6cf86"], hue: 15 },
  { ground: "#20213a", inks: ["#e9a33c", "#f1e8e2", "#c96a52"], hue: 280 },
  { ground: "#d6e0d8", inks: ["#df7557", "#38405c", "#79ae92"], hue: 160 },
  { ground: "#f2c230", inks: ["#1f2a2c", "#e5532d", "#fdf3dc"], hue: 88 },
  { ground: "#3a2a22", inks: ["#e59a4b", "#a9c0a6", "#f3e4cf"], hue: 50 },
  { ground: "#bcd0d6", inks: ["#16404d", "#e76a3c", "#f8efe2"], hue: 220 },
];

type Draw = (random: () => number, palette: Palette) => Shape[];

const rings: Draw = (random, { inks }) => {
  const x = 15 + random() * 70;
  const y = 20 + random() * 60;
  const step = 7 + random() * 5;
  const shapes: Shape[] = [];
  for (let i = 9; i > 0; i -= 1)
    shapes.push({ kind: "circle", x, y, r: i * step, fill: i % 2 ? inks[1] : inks[0], stroke: step * 0.46 });
  shapes.push({ kind: "circle", x, y, r: step * 0.75, fill: inks[2] });
  return shapes;
};

const bars: Draw = (random, { inks }) => {
  const count = 7 + Math.floor(random() * 5);
  const gap = 100 / count;
  const accent = Math.floor(random() * count);
  const phase = random() * 6;
  return Array.from({ length: count }, (_, i) => {
    const h = 18 + 62 * Math.abs(Math.sin(phase + i * (0.5 + random() * 0.15))) * (0.6 + random() * 0.4);
    const w = gap * 0.62;
    return {
      kind: "rect",
      x: i * gap + gap * 0.19,
      y: 50 - h / 2,
      w,
      h,
      r: w / 2,
      fill: i === accent ? inks[1] : i % 3 ? inks[0] : inks[2],
    };
  });
};

const suns: Draw = (random, { inks }) => {
  const cells = random() < 0.5 ? 2 : 3;
  const size = 100 / cells;
  const shapes: Shape[] = [];
  for (let row = 0; row < cells; row += 1) {
    for (let column = 0; column < cells; column += 1) {
      const x = column * size;
      const y = row * size;
      const ink = inks[Math.floor(random() * 3)] ?? inks[0];
      const turn = Math.floor(random() * 4);
      if (random() < 0.22) {
        shapes.push({ kind: "circle", x: x + size / 2, y: y + size / 2, r: size * 0.36, fill: ink });
        continue;
      }
      const corners = [
        `M${x} ${y}h${size}a${size} ${size} 0 0 1 ${-size} ${size}z`,
        `M${x + size} ${y}v${size}a${size} ${size} 0 0 1 ${-size} ${-size}z`,
        `M${x + size} ${y + size}h${-size}a${size} ${size} 0 0 1 ${size} ${-size}z`,
        `M${x} ${y + size}v${-size}a${size} ${size} 0 0 1 ${size} ${size}z`,
      ];
      shapes.push({ kind: "path", d: corners[turn] ?? "", fill: ink });
    }
  }
  return shapes;
};

const waves: Draw = (random, { inks }) => {
  const bands = 5;
  const phase = random() * 6;
  const bend = 7 + random() * 8;
  return Array.from({ length: bands }, (_, i) => {
    const y = 22 + i * 16;
    const points = Array.from({ length: 51 }, (_, k) => {
      const px = k * 2;
      return `${px} ${(y + Math.sin(phase + px / 16 + i * 0.7) * bend).toFixed(2)}`;
    });
    return { kind: "path", d: `M0 100L${points.join("L")}L100 100z`, fill: inks[i % 3] ?? inks[0] };
  });
};

const dots: Draw = (random, { inks }) => {
  const cells = 7;
  const size = 100 / cells;
  const cx = random() * cells;
  const cy = random() * cells;
  const shapes: Shape[] = [];
  for (let row = 0; row < cells; row += 1) {
    for (let column = 0; column < cells; column += 1) {
      const distance = Math.hypot(column - cx, row - cy);
      const r = size * 0.5 * Math.max(0.12, Math.abs(Math.cos(distance * 0.55)));
      shapes.push({
        kind: "circle",
        x: (column + 0.5) * size,
        y: (row + 0.5) * size,
        r,
        fill: distance < 2 ? inks[1] : (row + column) % 4 ? inks[0] : inks[2],
      });
    }
  }
  return shapes;
};

const horizon: Draw = (random, { inks }) => {
  const y = 52 + random() * 18;
  const r = 20 + random() * 14;
  const x = 30 + random() * 40;
  const shapes: Shape[] = [{ kind: "circle", x, y, r, fill: inks[0] }];
  for (let i = 0; i < 6; i += 1) {
    const h = 2 + i * 1.6;
    shapes.push({
      kind: "rect",
      x: -5,
      y: y + i * i * 1.3 + i * 3,
      w: 110,
      h,
      r: 0,
      fill: i % 2 ? inks[2] : inks[1],
    });
  }
  return shapes;
};

const DRAWINGS: readonly Draw[] = [rings, bars, suns, waves, dots, horizon];

/** The sleeve of a track that has no artwork: always the same for the same id. */
export function sleeveArtOf(id: string): SleeveArt {
  const random = randomOf(id);
  const palette = PALETTES[Math.floor(random() * PALETTES.length)] ?? {
    ground: "#222",
    inks: ["#fff", "#fff", "#fff"],
    hue: 60,
  };
  const draw = DRAWINGS[Math.floor(random() * DRAWINGS.length)] ?? rings;
  return { palette, shapes: draw(random, palette) };
}
