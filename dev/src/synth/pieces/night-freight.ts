import { type Arrangement, arrangementSeconds, eachBar } from "../arrangement.ts";
import { createMixer } from "../mixer.ts";
import { between, createRandom, pick } from "../random.ts";
import { hat, kick, shaker, snare, sweep } from "../sound/drums.ts";
import { shape } from "../sound/envelope.ts";
import { filter, saturate } from "../sound/filter.ts";
import { analogueWide, fm } from "../sound/instruments.ts";
import { addOscillator } from "../sound/oscillators.ts";
import { frequency, note, notes } from "../theory.ts";
import { SAMPLE_RATE, type Stereo } from "../wav.ts";

const ARRANGEMENT: Arrangement<"pad" | "break" | "reese" | "sub" | "bells" | "rise"> = {
  bpm: 174,
  beatsPerBar: 4,
  sections: [
    { bars: 8, layers: ["pad", "bells"] },
    { bars: 8, layers: ["pad", "bells", "rise"] },
    { bars: 32, layers: ["break", "reese", "sub", "pad"] },
    { bars: 16, layers: ["pad", "bells", "rise"] },
    { bars: 32, layers: ["break", "reese", "sub", "pad", "bells"] },
    { bars: 8, layers: ["pad", "bells"] },
  ],
};

const CHORDS = [
  notes("F3 Ab3 C4 G4"),
  notes("Db3 F3 Ab3 C4"),
  notes("Eb3 G3 Bb3 F4"),
  notes("C3 Eb3 G3 Bb3"),
];
const ROOTS = notes("F1 Db1 Eb1 C1");

/** Two saws that beat against each other, under a filter that breathes. */
function reese(hz: number, seconds: number, breath: number): Float32Array {
  const sound = new Float32Array(Math.ceil((seconds + 0.05) * SAMPLE_RATE));
  for (const cents of [-17, 0, 16])
    addOscillator(sound, {
      shape: "saw",
      frequency: hz * 2 ** (cents / 1200),
      level: 0.35,
      phase: 0.3 + cents / 70,
    });
  filter(
    sound,
    "low",
    (i) => 260 + 900 * breath * (0.5 - 0.5 * Math.cos((2 * Math.PI * i) / sound.length)),
    0.35,
  );
  saturate(sound, 2);
  filter(sound, "high", 85);
  return shape(sound, seconds, { attack: 0.008, decay: 1, sustain: 1, release: 0.05 });
}

/** Drum & bass: a broken beat at 174, a growl under it and cold bells above. */
export function nightFreight(): Stereo {
  const random = createRandom(174);
  const mixer = createMixer({
    seconds: arrangementSeconds(ARRANGEMENT),
    tail: 5,
    reverb: { seconds: 2.4, damping: 5_500, level: 0.4 },
    delay: { seconds: (60 / ARRANGEMENT.bpm) * 1.5, feedback: 0.45, level: 0.4 },
  });
  const drum = {
    kick: kick(random, { pitch: 55, length: 0.24 }),
    snare: snare(random, { tone: 200, brightness: 0.9, length: 0.2 }),
    ghost: snare(random, { tone: 240, brightness: 0.4, length: 0.08 }),
    hat: hat(random, 0.04),
    open: hat(random, 0.16),
    shaker: shaker(random),
  };
  const bell = {
    ratio: 2.76,
    depth: 1.3,
    depthTime: 0.4,
    amp: { attack: 0.002, decay: 1.2, sustain: 0, release: 0.6 },
  };
  const motif = [0, 2, 3, 1, 3, 2, 0, 1];
  const hits: number[] = [];

  eachBar(ARRANGEMENT, (bar) => {
    const turn = Math.floor(bar.index / 4) % CHORDS.length;
    const chord = CHORDS[turn] ?? [];
    const root = ROOTS[turn] ?? 29;
    const at = (beat: number): number => bar.start + beat * bar.beat;
    if (bar.has("pad") && bar.index % 4 === 0) {
      const pad = {
        shape: "saw" as const,
        detune: [-8, 7],
        amp: { attack: 0.9, decay: 2, sustain: 0.8, release: 1.6 },
        cutoff: bar.has("break") ? 700 : 500,
        sweep: 1.2,
        sweepTime: 4,
        resonance: 0.1,
      };
      for (const pitch of chord)
        mixer.add(analogueWide(random, frequency(pitch), 15.5 * bar.beat, pad), bar.start, {
          gain: bar.has("break") ? 0.09 : 0.15,
          reverb: 0.4,
        });
    }
    if (bar.has("bells")) {
      motif.forEach((index, step) => {
        if (random() < 0.3) return;
        mixer.add(fm(frequency((chord[index] ?? 60) + 24), 0.15, bell), at(step / 2), {
          gain: between(random, 0.05, 0.1),
          pan: step % 2 === 0 ? -0.5 : 0.5,
          reverb: 0.5,
          delay: 0.5,
        });
      });
    }
    if (bar.has("break")) {
      for (const beat of bar.index % 2 === 0 ? [0, 2.5] : [0, 2.5, 2.75]) {
        mixer.add(drum.kick, at(beat), { gain: 0.85, bus: "drums" });
        hits.push(at(beat));
      }
      for (const beat of [1, 3]) {
        mixer.add(drum.snare, at(beat), { gain: 0.58, reverb: 0.12, bus: "drums" });
        hits.push(at(beat));
      }
      for (const beat of [1.75, 2.25, 3.75])
        if (random() < 0.55)
          mixer.add(drum.ghost, at(beat), { gain: between(random, 0.1, 0.22), pan: 0.1, bus: "drums" });
      for (let step = 0; step < 8; step++)
        mixer.add(drum.hat, at(step / 2), { gain: step % 2 === 0 ? 0.13 : 0.19, pan: 0.2, bus: "drums" });
      for (let step = 0; step < 16; step++)
        mixer.add(drum.shaker, at(step / 4 + 0.03), {
          gain: step % 4 === 2 ? 0.12 : 0.05,
          pan: -0.3,
          bus: "drums",
        });
      if (bar.index % 4 === 0) mixer.add(drum.open, at(0), { gain: 0.22, reverb: 0.3, bus: "drums" });
      if (bar.isSectionEnd || bar.index % 16 === 15)
        for (const beat of [3.25, 3.5, 3.75])
          mixer.add(drum.snare, at(beat), { gain: 0.35, reverb: 0.2, bus: "drums" });
    }
    if (bar.has("reese")) {
      const shapes = [
        [
          [0, 1.5],
          [1.5, 1],
          [3, 0.9],
        ],
        [
          [0, 0.75],
          [0.75, 1.75],
          [2.75, 1.2],
        ],
      ] as const;
      for (const [beat, beats] of pick(random, shapes)) {
        const pitch = root + 12 + (beat > 2.5 && bar.index % 4 === 3 ? pick(random, [3, 7, 10]) : 0);
        mixer.add(reese(frequency(pitch), beats * bar.beat, between(random, 0.4, 1.3)), at(beat), {
          gain: 0.3,
        });
      }
    }
    if (bar.has("sub")) {
      const sub = new Float32Array(Math.ceil(4 * bar.beat * SAMPLE_RATE));
      addOscillator(sub, { shape: "sine", frequency: frequency(root + 12) / 1 });
      mixer.add(
        shape(sub, 4 * bar.beat - 0.05, { attack: 0.01, decay: 1, sustain: 1, release: 0.05 }),
        bar.start,
        { gain: 0.3 },
      );
    }
    if (bar.has("rise") && bar.isSectionEnd)
      mixer.add(sweep(random, 8 * bar.beat, "up"), bar.start - 4 * bar.beat, {
        gain: 0.28,
        reverb: 0.3,
        bus: "drums",
      });
  });
  mixer.add(fm(frequency(note("F2")), 1, { ...bell, amp: { ...bell.amp, decay: 3 } }), 16 * 4 * (60 / 174), {
    gain: 0.3,
    reverb: 0.8,
    bus: "drums",
  });
  mixer.duck(hits, 0.4, 0.12);
  return mixer.finish(-10.5);
}
