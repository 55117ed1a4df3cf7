import { type Arrangement, arrangementSeconds, eachBar } from "../arrangement.ts";
import { createMixer } from "../mixer.ts";
import { between, createRandom, pick } from "../random.ts";
import { hat, kick, rim, snare, tom } from "../sound/drums.ts";
import { type Analogue, analogue, analogueWide } from "../sound/instruments.ts";
import { frequency, MINOR_PENTATONIC, note, notes, scaleNote } from "../theory.ts";
import type { Stereo } from "../wav.ts";

const ARRANGEMENT: Arrangement<"bass" | "drums" | "skank" | "horn" | "echo"> = {
  bpm: 72,
  beatsPerBar: 4,
  sections: [
    { bars: 4, layers: ["skank", "echo"] },
    { bars: 8, layers: ["bass", "drums", "skank"] },
    { bars: 8, layers: ["bass", "drums", "skank", "horn"] },
    { bars: 4, layers: ["drums", "echo"] },
    { bars: 8, layers: ["bass", "drums", "skank", "horn", "echo"] },
    { bars: 4, layers: ["bass", "skank", "echo"] },
    { bars: 6, layers: ["bass", "drums", "skank"] },
  ],
};

const CHORDS = [notes("E4 G4 B4"), notes("E4 G4 B4"), notes("D4 F#4 A4"), notes("A3 C4 E4")];
const ROOTS = notes("E2 E2 D2 A1");
const SKANK: Analogue = {
  shape: "square",
  width: 0.4,
  detune: [-5, 5],
  amp: { attack: 0.004, decay: 0.12, sustain: 0.3, release: 0.06 },
  cutoff: 1_700,
  sweep: 1,
  sweepTime: 0.08,
  resonance: 0.2,
};
const BASS: Analogue = {
  shape: "triangle",
  detune: [0],
  amp: { attack: 0.01, decay: 0.8, sustain: 0.75, release: 0.08 },
  cutoff: 190,
  sweep: 1.2,
  sweepTime: 0.12,
  resonance: 0.1,
  drive: 1.8,
};
const HORN: Analogue = {
  shape: "saw",
  detune: [-7, 0, 7],
  amp: { attack: 0.06, decay: 0.5, sustain: 0.7, release: 0.25 },
  cutoff: 900,
  sweep: 0.9,
  sweepTime: 0.35,
  resonance: 0.1,
};

const TUNE_BEATS = [0, 0.75, 1.5, 2.5, 3];

/** Dub: drum and bass of the old kind, and a hand on the echo. */
export function harbourDub(): Stereo {
  const random = createRandom(72);
  const mixer = createMixer({
    seconds: arrangementSeconds(ARRANGEMENT),
    tail: 7,
    reverb: { seconds: 2.8, damping: 3_400, level: 0.5 },
    delay: { seconds: (60 / ARRANGEMENT.bpm) * 0.75, feedback: 0.66, level: 0.6 },
  });
  const drum = {
    kick: kick(random, { pitch: 44, length: 0.5 }),
    snare: snare(random, { tone: 210, brightness: 0.5 }),
    hat: hat(random, 0.05),
    open: hat(random, 0.2),
    rim: rim(random),
  };
  // Two bars that answer each other: [beat, degree, beats].
  const line = [
    [0, 0, 0.7],
    [0.75, 0, 0.4],
    [1.5, 2, 0.4],
    [2, 4, 0.6],
    [3, 3, 0.35],
    [3.5, 2, 0.4],
  ] as const;
  const answer = [
    [0, 0, 1.4],
    [1.75, -1, 0.4],
    [2.5, 0, 0.4],
    [3, 2, 0.8],
  ] as const;
  const tune = Array.from({ length: 5 }, () => pick(random, [0, 2, 3, 4, 5]));

  eachBar(ARRANGEMENT, (bar) => {
    const turn = Math.floor(bar.index / 2) % CHORDS.length;
    const chord = CHORDS[turn] ?? [];
    const root = ROOTS[turn] ?? 40;
    const throwEcho = bar.has("echo") && bar.index % 2 === 1;
    if (bar.has("bass")) {
      for (const [at, degree, beats] of bar.index % 2 === 0 ? line : answer) {
        mixer.add(
          analogue(random, frequency(scaleNote(root, MINOR_PENTATONIC, degree)), beats * bar.beat, BASS),
          bar.start + at * bar.beat,
          { gain: 0.46 },
        );
      }
    }
    if (bar.has("skank")) {
      for (let beat = 0; beat < 4; beat++) {
        const late = 0.5 * bar.beat + between(random, 0, 0.01);
        for (const pitch of chord) {
          mixer.add(analogueWide(random, frequency(pitch), 0.09, SKANK), bar.start + beat * bar.beat + late, {
            gain: 0.3,
            reverb: 0.12,
            delay: throwEcho && beat === 3 ? 1.2 : 0.1,
          });
        }
      }
    }
    if (bar.has("drums")) {
      // One drop: the first beat stays empty.
      mixer.add(drum.kick, bar.start + 2 * bar.beat, { gain: 0.85, bus: "drums" });
      if (bar.index % 4 === 3) mixer.add(drum.kick, bar.start + 3.5 * bar.beat, { gain: 0.6, bus: "drums" });
      mixer.add(drum.snare, bar.start + 2 * bar.beat, {
        gain: 0.36,
        reverb: 0.25,
        delay: throwEcho ? 0.9 : 0,
        bus: "drums",
      });
      for (let step = 0; step < 8; step++) {
        const swung = step % 2 === 1 ? 0.08 * bar.beat : 0;
        mixer.add(
          step === 7 && bar.index % 2 === 1 ? drum.open : drum.hat,
          bar.start + (step * bar.beat) / 2 + swung,
          { gain: between(random, 0.07, 0.13), pan: 0.3, bus: "drums" },
        );
      }
      if (bar.index % 2 === 1)
        mixer.add(drum.rim, bar.start + 1.25 * bar.beat, {
          gain: 0.26,
          pan: -0.35,
          delay: 0.8,
          reverb: 0.3,
          bus: "drums",
        });
      if (bar.isSectionEnd)
        [190, 150, 115].forEach((hz, i) => {
          mixer.add(tom(hz), bar.start + (3 + i / 3) * bar.beat, {
            gain: 0.4,
            pan: 0.4 - 0.4 * i,
            reverb: 0.4,
            delay: 0.3,
            bus: "drums",
          });
        });
    }
    if (bar.has("horn") && bar.index % 4 < 2) {
      tune.forEach((degree, index) => {
        const pitch = scaleNote(note("E4"), MINOR_PENTATONIC, degree + (bar.index % 2));
        const at = bar.start + (TUNE_BEATS[index] ?? 0) * bar.beat;
        mixer.add(analogueWide(random, frequency(pitch), bar.beat * 0.55, HORN), at, {
          gain: 0.26,
          reverb: 0.3,
          delay: index === 4 ? 0.9 : 0.15,
        });
      });
    }
  });
  return mixer.finish(-13);
}
