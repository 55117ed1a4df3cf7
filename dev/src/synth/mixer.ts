import { delay } from "./effects/delay.ts";
import { master } from "./effects/master.ts";
import { reverb } from "./effects/reverb.ts";
import { filter } from "./sound/filter.ts";
import { SAMPLE_RATE, type Stereo } from "./wav.ts";

export interface Placement {
  gain?: number;
  /** −1 left to 1 right. */
  pan?: number;
  /** How much goes into the room. */
  reverb?: number;
  /** How much goes into the echo. */
  delay?: number;
  /** `drums` stay when the music is ducked or filtered. */
  bus?: "music" | "drums";
}

export interface MixerOptions {
  /** Of the music itself; the tail comes on top. */
  seconds: number;
  tail: number;
  reverb: { seconds: number; damping: number; level: number };
  delay?: { seconds: number; feedback: number; level: number };
}

export interface Mixer {
  /** Puts a sound at `at` seconds. A mono sound is panned at equal power. */
  add(sound: Float32Array | Stereo, at: number, placement?: Placement): void;
  /**
   * Turns the music bus down for a moment at each of these times (seconds), as a compressor on the kick does.
   */
  duck(times: readonly number[], depth: number, release: number): void;
  /** A low-pass over the music bus whose cutoff (Hz) moves with time (seconds). */
  sweepMusic(cutoff: (seconds: number) => number): void;
  /** Everything together at this loudness (LUFS), with a fade over the tail. */
  finish(lufs: number): Stereo;
}

export function createMixer(options: MixerOptions): Mixer {
  const length = Math.ceil((options.seconds + options.tail) * SAMPLE_RATE);
  const create = (): Float32Array => new Float32Array(length);
  const buses = { music: { left: create(), right: create() }, drums: { left: create(), right: create() } };
  const toReverb = create();
  const toDelay = create();

  return {
    add(sound, at, { gain = 1, pan = 0, reverb: room = 0, delay: echo = 0, bus = "music" } = {}) {
      const start = Math.max(0, Math.round(at * SAMPLE_RATE));
      const { left, right } = buses[bus];
      const stereo = "left" in sound;
      const first = stereo ? sound.left : sound;
      const second = stereo ? sound.right : sound;
      const angle = ((pan + 1) * Math.PI) / 4;
      const scale = stereo ? Math.SQRT2 : 1;
      const toLeft = Math.cos(angle) * gain * scale;
      const toRight = Math.sin(angle) * gain * scale;
      const end = Math.min(first.length, length - start);
      for (let i = 0; i < end; i++) {
        const l = (first[i] ?? 0) * toLeft;
        const r = (second[i] ?? 0) * toRight;
        const to = start + i;
        left[to] = (left[to] ?? 0) + l;
        right[to] = (right[to] ?? 0) + r;
        if (room > 0) toReverb[to] = (toReverb[to] ?? 0) + (l + r) * room;
        if (echo > 0) toDelay[to] = (toDelay[to] ?? 0) + (l + r) * echo;
      }
    },
    duck(times, depth, release) {
      const span = Math.round(release * SAMPLE_RATE);
      for (const time of times) {
        const start = Math.round(time * SAMPLE_RATE);
        for (let i = 0; i < span && start + i < length; i++) {
          const gain = 1 - depth * (1 - i / span) ** 2;
          for (const channel of [buses.music.left, buses.music.right])
            channel[start + i] = (channel[start + i] ?? 0) * gain;
        }
      }
    },
    sweepMusic(cutoff) {
      for (const channel of [buses.music.left, buses.music.right])
        filter(channel, "low", (i) => cutoff(i / SAMPLE_RATE), 0.1);
    },
    finish(lufs) {
      const mix = buses.music;
      blend(mix, buses.drums, 1);
      if (options.delay !== undefined) {
        const echoes = delay(toDelay, options.delay.seconds, options.delay.feedback);
        blend(mix, echoes, options.delay.level);
        // Echoes sound in the same room.
        for (let i = 0; i < length; i++)
          toReverb[i] = (toReverb[i] ?? 0) + ((echoes.left[i] ?? 0) + (echoes.right[i] ?? 0)) * 0.15;
      }
      blend(mix, reverb(toReverb, options.reverb.seconds, options.reverb.damping), options.reverb.level);
      for (const channel of [mix.left, mix.right]) filter(channel, "high", 26);
      fadeOut(mix, options.tail);
      return master(mix, lufs);
    },
  };
}

function blend(into: Stereo, from: Stereo, level: number): void {
  for (let i = 0; i < into.left.length; i++) {
    into.left[i] = (into.left[i] ?? 0) + (from.left[i] ?? 0) * level;
    into.right[i] = (into.right[i] ?? 0) + (from.right[i] ?? 0) * level;
  }
}

function fadeOut({ left, right }: Stereo, seconds: number): void {
  const span = Math.round(seconds * SAMPLE_RATE);
  for (let i = 0; i < span; i++) {
    const gain = (i / span) ** 2;
    const at = left.length - 1 - i;
    left[at] = (left[at] ?? 0) * gain;
    right[at] = (right[at] ?? 0) * gain;
  }
}
