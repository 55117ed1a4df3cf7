import { type Arrangement, arrangementSeconds, eachBar } from "../arrangement.ts";
import { createMixer } from "../mixer.ts";
import { createRandom, pick } from "../random.ts";
import { shape } from "../sound/envelope.ts";
import { addOscillator } from "../sound/oscillators.ts";
import { frequency, MAJOR, note, notes, scaleNote } from "../theory.ts";
import { SAMPLE_RATE, type Stereo } from "../wav.ts";

const ARRANGEMENT: Arrangement<"lead" | "harmony" | "arpeggio" | "bass" | "noise"> = {
  bpm: 150,
  beatsPerBar: 4,
  sections: [
    { bars: 4, layers: ["arpeggio"] },
    { bars: 16, layers: ["arpeggio", "bass", "noise", "lead"] },
    { bars: 16, layers: ["arpeggio", "bass", "noise", "lead", "harmony"] },
    { bars: 8, layers: ["arpeggio", "bass"] },
    { bars: 8, layers: ["lead", "bass", "noise"] },
    { bars: 16, layers: ["arpeggio", "bass", "noise", "lead", "harmony"] },
    { bars: 4, layers: ["arpeggio", "bass"] },
  ],
};

const CHORDS = [
  notes("C4 E4 G4"),
  notes("G3 B3 D4"),
  notes("A3 C4 E4"),
  notes("F3 A3 C4"),
  notes("C4 E4 G4"),
  notes("E4 G4 B4"),
  notes("F3 A3 C4"),
  notes("G3 B3 D4"),
];

function pulse(pitch: number, seconds: number, width: number, vibrato = 0): Float32Array {
  const sound = new Float32Array(Math.ceil((seconds + 0.03) * SAMPLE_RATE));
  addOscillator(sound, {
    shape: "square",
    frequency: frequency(pitch),
    width,
    level: 0.5,
    vibrato: { cents: vibrato, hz: 6 },
  });
  return shape(sound, seconds, { attack: 0.001, decay: 0.3, sustain: 0.6, release: 0.02 });
}

/** The four-bit triangle of old consoles: sixteen steps up, sixteen down. */
function steppedTriangle(pitch: number, seconds: number): Float32Array {
  const sound = new Float32Array(Math.ceil(seconds * SAMPLE_RATE));
  const step = frequency(pitch) / SAMPLE_RATE;
  for (let i = 0; i < sound.length; i++) {
    const phase = (i * step) % 1;
    sound[i] = Math.round((phase < 0.5 ? phase * 4 - 1 : 3 - phase * 4) * 7.5) / 7.5;
  }
  return shape(sound, seconds - 0.015, { attack: 0.001, decay: 1, sustain: 1, release: 0.015 });
}

/** Noise from a 15-bit shift register clocked at `hz`, as the consoles made it. */
function registerNoise(hz: number, seconds: number): Float32Array {
  const sound = new Float32Array(Math.ceil(seconds * SAMPLE_RATE));
  let register = 1;
  let clock = 0;
  for (let i = 0; i < sound.length; i++) {
    clock += hz / SAMPLE_RATE;
    while (clock >= 1) {
      clock -= 1;
      register = (register >> 1) | (((register ^ (register >> 1)) & 1) << 14);
    }
    sound[i] = (register & 1) === 1 ? 0.5 : -0.5;
  }
  return shape(sound, seconds * 0.3, {
    attack: 0.0005,
    decay: seconds * 0.5,
    sustain: 0.2,
    release: seconds * 0.7,
  });
}

/** Chiptune: two pulses, a triangle and noise, in a good mood. */
export function cartridgeSummer(): Stereo {
  const random = createRandom(150);
  const mixer = createMixer({
    seconds: arrangementSeconds(ARRANGEMENT),
    tail: 2.5,
    reverb: { seconds: 0.9, damping: 7_000, level: 0.16 },
    delay: { seconds: (60 / ARRANGEMENT.bpm) * 0.75, feedback: 0.3, level: 0.25 },
  });
  const drum = {
    kick: registerNoise(1_400, 0.09),
    snare: registerNoise(9_000, 0.16),
    hat: registerNoise(22_000, 0.05),
  };
  // A tune of four bars, told twice with another ending: [eighth, degree, eighths].
  const phrase = (start: number) => {
    let degree = start;
    const tune: [number, number, number][] = [];
    for (let step = 0; step < 8; ) {
      const length = pick(random, [1, 1, 1, 2, 2, 3]);
      tune.push([step, degree, Math.min(length, 8 - step)]);
      degree = Math.max(-1, Math.min(9, degree + pick(random, [-3, -2, -1, 1, 1, 2, 2, 4])));
      step += length;
    }
    return tune;
  };
  const [first, second, third, ending] = [phrase(4), phrase(2), phrase(5), phrase(7)];
  const song = [first, second, first, third, first, second, third, ending];

  eachBar(ARRANGEMENT, (bar) => {
    const chord = CHORDS[bar.index % CHORDS.length] ?? [];
    const eighth = bar.beat / 2;
    const transpose = bar.index >= 52 ? 2 : 0;
    if (bar.has("arpeggio")) {
      for (let step = 0; step < 16; step++) {
        const pitch = (chord[step % 3] ?? 60) + 12 * (Math.floor(step / 3) % 2) + transpose;
        mixer.add(pulse(pitch, eighth * 0.42, 0.125), bar.start + (step * eighth) / 2, {
          gain: 0.13,
          pan: 0.55,
          delay: 0.2,
          reverb: 0.2,
        });
      }
    }
    if (bar.has("bass")) {
      const root = (chord[0] ?? 60) - 24 + transpose;
      [0, 0, 12, 0, 7, 0, 12, 7].forEach((step, index) => {
        mixer.add(steppedTriangle(root + step, eighth * 0.85), bar.start + index * eighth, { gain: 0.4 });
      });
    }
    if (bar.has("lead")) {
      for (const [at, degree, length] of song[bar.index % song.length] ?? []) {
        const pitch = scaleNote(note("C5"), MAJOR, degree) + transpose;
        mixer.add(pulse(pitch, length * eighth * 0.9, 0.5, length > 1 ? 14 : 0), bar.start + at * eighth, {
          gain: 0.24,
          pan: -0.15,
          delay: 0.3,
          reverb: 0.15,
        });
        if (bar.has("harmony"))
          mixer.add(
            pulse(scaleNote(note("C5"), MAJOR, degree - 2) + transpose, length * eighth * 0.9, 0.25),
            bar.start + at * eighth,
            { gain: 0.13, pan: -0.55 },
          );
      }
    }
    if (bar.has("noise")) {
      for (const beat of [0, 1.5, 2])
        mixer.add(drum.kick, bar.start + beat * bar.beat, { gain: 0.5, bus: "drums" });
      for (const beat of [1, 3])
        mixer.add(drum.snare, bar.start + beat * bar.beat, { gain: 0.42, bus: "drums" });
      for (let step = 0; step < 8; step++)
        mixer.add(drum.hat, bar.start + step * eighth, {
          gain: step % 2 === 1 ? 0.17 : 0.1,
          pan: 0.1,
          bus: "drums",
        });
      if (bar.isSectionEnd)
        for (let step = 0; step < 8; step++)
          mixer.add(drum.snare, bar.start + (3 + step / 8) * bar.beat, {
            gain: 0.12 + step * 0.035,
            bus: "drums",
          });
    }
  });
  return mixer.finish(-13);
}
