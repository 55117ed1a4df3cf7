import { type Arrangement, arrangementSeconds, eachBar } from "../arrangement.ts";
import { createMixer } from "../mixer.ts";
import { between, createRandom, pick } from "../random.ts";
import { crackle, hat, kick, rim, snare } from "../sound/drums.ts";
import { analogue, fm } from "../sound/instruments.ts";
import { frequency, note, notes, PENTATONIC, scaleNote } from "../theory.ts";
import type { Stereo } from "../wav.ts";

const ARRANGEMENT: Arrangement<"keys" | "drums" | "bass" | "lead"> = {
  bpm: 78,
  beatsPerBar: 4,
  sections: [
    { bars: 4, layers: ["keys"] },
    { bars: 8, layers: ["keys", "drums", "bass"] },
    { bars: 12, layers: ["keys", "drums", "bass", "lead"] },
    { bars: 4, layers: ["keys", "bass"] },
    { bars: 12, layers: ["keys", "drums", "bass", "lead"] },
    { bars: 4, layers: ["keys", "drums"] },
  ],
};

const CHORDS = [
  notes("Eb3 G3 Bb3 D4 F4"),
  notes("C3 Eb3 G3 Bb3 D4"),
  notes("Ab2 C3 Eb3 G3 Bb3"),
  notes("Bb2 D3 Ab3 C4 G4"),
];
const KEYS = {
  ratio: 1,
  depth: 1.1,
  depthTime: 0.5,
  tine: 0.12,
  amp: { attack: 0.006, decay: 2.4, sustain: 0.25, release: 0.5 },
};

/** Lo-fi hip hop: seventh chords that lean behind the beat, under the dust of a record. */
export function tuesdayRain(): Stereo {
  const random = createRandom(78);
  const seconds = arrangementSeconds(ARRANGEMENT);
  const mixer = createMixer({
    seconds,
    tail: 4,
    reverb: { seconds: 1.9, damping: 3_200, level: 0.35 },
    delay: { seconds: 0.577, feedback: 0.35, level: 0.3 },
  });
  const drum = {
    kick: kick(random, { pitch: 52, punch: 0.5, length: 0.3 }),
    snare: snare(random, { brightness: 0.2, length: 0.19 }),
    hat: hat(random, 0.045),
    rim: rim(random),
  };
  const swing = 0.16;
  const theme = Array.from({ length: 8 }, () =>
    random() < 0.3 ? undefined : pick(random, [0, 1, 2, 3, 4, 5, 6]),
  );

  eachBar(ARRANGEMENT, (bar) => {
    const chord = CHORDS[bar.index % CHORDS.length] ?? [];
    const eighth = bar.beat / 2;
    if (bar.has("keys")) {
      for (const [at, hold, gain] of [
        [0, 1.7, 0.15],
        [2.5, 1.1, 0.1],
      ] as const) {
        chord.forEach((pitch, index) => {
          // The fingers do not come down together, and the tape is a little off.
          const hz = frequency(pitch) * 2 ** (between(random, -5, 5) / 1200);
          const late = index * 0.012 + between(random, 0.01, 0.03);
          mixer.add(fm(hz, hold * bar.beat, KEYS), bar.start + at * bar.beat + late, {
            gain: gain * between(random, 0.8, 1),
            pan: (index - 2) * 0.18,
            reverb: 0.28,
          });
        });
      }
    }
    if (bar.has("bass")) {
      const root = (chord[0] ?? 36) - 12;
      const voice = {
        shape: "triangle" as const,
        detune: [0],
        amp: { attack: 0.012, decay: 0.9, sustain: 0.5, release: 0.12 },
        cutoff: 300,
        sweep: 0.8,
        sweepTime: 0.2,
        resonance: 0,
      };
      for (const [at, hold, step] of [
        [0, 1.2, 0],
        [1.75, 0.4, 0],
        [2.5, 0.9, bar.index % 2 === 0 ? 7 : 0],
        [3.5, 0.4, 12],
      ] as const) {
        mixer.add(
          analogue(random, frequency(root + step), hold * bar.beat, voice),
          bar.start + at * bar.beat + 0.01,
          { gain: 0.42 },
        );
      }
    }
    if (bar.has("drums")) {
      for (const at of bar.index % 2 === 0 ? [0, 1.75, 2.5] : [0, 2.5, 2.75])
        mixer.add(drum.kick, bar.start + at * bar.beat, { gain: 0.7, bus: "drums" });
      for (const at of [1, 3])
        mixer.add(drum.snare, bar.start + at * bar.beat + 0.018, { gain: 0.4, reverb: 0.14, bus: "drums" });
      for (let step = 0; step < 8; step++) {
        const late = step % 2 === 1 ? swing * eighth : 0;
        mixer.add(drum.hat, bar.start + step * eighth + late + between(random, 0, 0.008), {
          gain: between(random, 0.06, 0.13),
          pan: 0.25,
          bus: "drums",
        });
      }
      if (bar.isSectionEnd)
        for (const at of [3.25, 3.5, 3.75])
          mixer.add(drum.rim, bar.start + at * bar.beat, {
            gain: 0.24,
            pan: -0.3,
            reverb: 0.3,
            bus: "drums",
          });
    }
    if (bar.has("lead") && bar.index % 4 < 3) {
      const half = bar.index % 2 === 0 ? theme : [...theme].reverse();
      half.forEach((degree, step) => {
        if (degree === undefined || (step === 7 && random() < 0.5)) return;
        const late = step % 2 === 1 ? swing * eighth : 0.02;
        const voice = {
          shape: "sine" as const,
          detune: [0, 5],
          amp: { attack: 0.03, decay: 0.8, sustain: 0.4, release: 0.3 },
          cutoff: 2_400,
          sweep: 0,
          sweepTime: 1,
          resonance: 0,
        };
        mixer.add(
          analogue(random, frequency(scaleNote(note("Eb4"), PENTATONIC, degree)), eighth * 0.9, voice),
          bar.start + step * eighth + late,
          {
            gain: 0.17,
            pan: -0.15,
            reverb: 0.35,
            delay: 0.4,
          },
        );
      });
    }
  });
  // A record turns on and on: ten seconds of dust, again and again.
  const dust = { left: crackle(random, 10), right: crackle(random, 10) };
  for (let at = 0; at < seconds + 3; at += 10) mixer.add(dust, at, { gain: 0.5, bus: "drums" });
  mixer.sweepMusic((at) => (at < 12 ? 900 + at * 260 : 4_400 + 500 * Math.sin(at / 3)));
  return mixer.finish(-14.5);
}
