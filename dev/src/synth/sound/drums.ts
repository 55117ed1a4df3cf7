import { between, type Random } from "../random.ts";
import { SAMPLE_RATE } from "../wav.ts";
import { shape } from "./envelope.ts";
import { filter, saturate } from "./filter.ts";

const samples = (seconds: number): Float32Array => new Float32Array(Math.ceil(seconds * SAMPLE_RATE));

function noise(random: Random, seconds: number): Float32Array {
  return samples(seconds).map(() => between(random, -1, 1));
}

/** A falling exponential over the whole sound, `times` time constants long. */
function fade(sound: Float32Array, times = 6): Float32Array {
  const step = Math.exp(-times / sound.length);
  let level = 1;
  for (let i = 0; i < sound.length; i++) {
    sound[i] = (sound[i] ?? 0) * level;
    level *= step;
  }
  return shape(sound, sound.length / SAMPLE_RATE, { attack: 0.0003, decay: 1, sustain: 1, release: 0.01 });
}

function mixInto(target: Float32Array, source: Float32Array, level: number): Float32Array {
  for (let i = 0; i < Math.min(target.length, source.length); i++)
    target[i] = (target[i] ?? 0) + (source[i] ?? 0) * level;
  return target;
}

/** A sine that falls from `from` to `to` Hz. */
function drop(seconds: number, from: number, to: number, fallSeconds: number): Float32Array {
  const sound = samples(seconds);
  let phase = 0;
  for (let i = 0; i < sound.length; i++) {
    sound[i] = Math.sin(phase);
    phase += (2 * Math.PI * (to + (from - to) * Math.exp(-i / (fallSeconds * SAMPLE_RATE)))) / SAMPLE_RATE;
  }
  return sound;
}

export function kick(
  random: Random,
  options: { pitch?: number; punch?: number; length?: number } = {},
): Float32Array {
  const { pitch = 48, punch = 1, length = 0.42 } = options;
  const body = fade(drop(length, pitch * 5, pitch, 0.028), 4.5);
  const click = fade(filter(noise(random, 0.012), "low", 5_000), 5);
  return saturate(mixInto(body, click, 0.35 * punch), 1.6);
}

export function snare(
  random: Random,
  options: { tone?: number; length?: number; brightness?: number } = {},
): Float32Array {
  const { tone = 185, length = 0.22, brightness = 0.7 } = options;
  const rattle = fade(
    filter(filter(noise(random, length), "high", 900), "low", 4_000 + 8_000 * brightness),
    5,
  );
  return saturate(mixInto(rattle, fade(drop(length, tone * 1.7, tone, 0.015), 9), 0.7), 1.3);
}

export function clap(random: Random): Float32Array {
  const sound = filter(noise(random, 0.3), "band", 1_350, 0.55);
  for (let i = 0; i < sound.length; i++) {
    const t = i / SAMPLE_RATE;
    // Several hands, then the room.
    const burst = t < 0.033 ? Math.exp(-(t % 0.011) * 260) : Math.exp(-(t - 0.033) * 22);
    sound[i] = (sound[i] ?? 0) * burst * 1.6;
  }
  return shape(sound, 0.28, { attack: 0.0005, decay: 1, sustain: 1, release: 0.02 });
}

/** @param seconds short: closed, long: open */
export function hat(random: Random, seconds: number): Float32Array {
  const sound = noise(random, seconds);
  for (let i = 0; i < sound.length; i++) {
    // Six squares out of tune with each other ring like metal.
    let ring = 0;
    for (const hz of [2_051, 3_079, 3_686, 4_217, 5_399, 6_133])
      ring += ((hz * i) / SAMPLE_RATE) % 1 < 0.5 ? 1 : -1;
    sound[i] = (sound[i] ?? 0) * 0.6 + ring * 0.09;
  }
  return fade(filter(filter(sound, "high", 7_200), "high", 6_000), 6);
}

export function shaker(random: Random): Float32Array {
  const sound = filter(noise(random, 0.1), "band", 6_500, 0.3);
  return shape(sound, 0.05, { attack: 0.02, decay: 0.05, sustain: 0.4, release: 0.05 });
}

export function rim(random: Random): Float32Array {
  return mixInto(
    fade(drop(0.06, 1_900, 1_650, 0.01), 7),
    fade(filter(noise(random, 0.02), "band", 3_500), 5),
    0.6,
  );
}

export function tom(hz: number): Float32Array {
  return fade(drop(0.4, hz * 1.6, hz, 0.04), 5);
}

/** Noise that rises (or falls) in pitch and level, before or after a change. */
export function sweep(random: Random, seconds: number, direction: "up" | "down"): Float32Array {
  const sound = noise(random, seconds);
  const along = (i: number) => (direction === "up" ? i / sound.length : 1 - i / sound.length);
  filter(sound, "band", (i) => 300 * 2 ** (5 * along(i)), 0.4);
  for (let i = 0; i < sound.length; i++) sound[i] = (sound[i] ?? 0) * along(i) ** 2;
  return shape(sound, seconds - 0.02, { attack: 0.01, decay: 1, sustain: 1, release: 0.02 });
}

/** The crackle of an old record: a bed of dust and single ticks. */
export function crackle(random: Random, seconds: number): Float32Array {
  const sound = samples(seconds);
  for (let i = 0; i < sound.length; i++)
    sound[i] = random() < 0.00025 ? between(random, -1, 1) : between(random, -0.012, 0.012);
  return filter(filter(sound, "high", 500), "low", 6_500);
}
