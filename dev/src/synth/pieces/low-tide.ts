import { type Arrangement, arrangementSeconds, eachBar } from "../arrangement.ts";
import { createMixer } from "../mixer.ts";
import { between, createRandom, pick } from "../random.ts";
import { sweep } from "../sound/drums.ts";
import { type Analogue, analogue, analogueWide, fm } from "../sound/instruments.ts";
import { frequency, MINOR_PENTATONIC, note, notes, scaleNote } from "../theory.ts";
import type { Stereo } from "../wav.ts";

const ARRANGEMENT: Arrangement<"pad" | "deep" | "bells" | "shimmer"> = {
  bpm: 60,
  beatsPerBar: 8,
  sections: [
    { bars: 2, layers: ["pad"] },
    { bars: 4, layers: ["pad", "deep", "bells"] },
    { bars: 4, layers: ["pad", "deep", "bells", "shimmer"] },
    { bars: 2, layers: ["pad", "bells"] },
    { bars: 4, layers: ["pad", "deep", "bells", "shimmer"] },
    { bars: 2, layers: ["pad"] },
  ],
};

const CHORDS = [notes("D3 A3 E4 F4"), notes("Bb2 F3 C4 D4"), notes("G2 D3 A3 Bb3"), notes("A2 E3 G3 D4")];

const PAD: Analogue = {
  shape: "saw",
  detune: [-9, 8],
  amp: { attack: 2.6, decay: 3, sustain: 0.8, release: 4.5 },
  cutoff: 420,
  sweep: 1.7,
  sweepTime: 7,
  resonance: 0.15,
};

/** Ambient: four slow chords, bells over them, and a swell like water. */
export function lowTide(): Stereo {
  const random = createRandom(11);
  const mixer = createMixer({
    seconds: arrangementSeconds(ARRANGEMENT),
    tail: 9,
    reverb: { seconds: 6.5, damping: 3_800, level: 0.5 },
    delay: { seconds: 0.75, feedback: 0.55, level: 0.5 },
  });
  const bell = {
    ratio: 3.51,
    depth: 1.6,
    depthTime: 0.8,
    amp: { attack: 0.004, decay: 3, sustain: 0, release: 1.5 },
  };

  eachBar(ARRANGEMENT, (bar) => {
    const chord = CHORDS[bar.index % CHORDS.length] ?? [];
    const seconds = 8 * bar.beat;
    for (const pitch of chord) {
      mixer.add(analogueWide(random, frequency(pitch), seconds - 1, PAD), bar.start, {
        gain: 0.16,
        reverb: 0.35,
      });
    }
    if (bar.has("deep")) {
      const root = (chord[0] ?? 38) - 12;
      const deep = { ...PAD, shape: "triangle" as const, detune: [0, 4], cutoff: 160, sweep: 0.6 };
      mixer.add(analogue(random, frequency(root), seconds - 0.5, deep), bar.start, { gain: 0.4 });
    }
    if (bar.has("bells")) {
      let degree = Math.floor(between(random, 5, 10));
      for (let step = 0; step < 16; step++) {
        if (random() > 0.42) continue;
        degree = Math.max(3, Math.min(13, degree + pick(random, [-2, -1, 1, 1, 2])));
        const pitch = scaleNote(note("D4"), MINOR_PENTATONIC, degree - 3);
        const late = between(random, 0, 0.06);
        mixer.add(fm(frequency(pitch), 0.4, bell), bar.start + (step * bar.beat) / 2 + late, {
          gain: between(random, 0.05, 0.12),
          pan: between(random, -0.7, 0.7),
          reverb: 0.6,
          delay: 0.5,
        });
      }
    }
    if (bar.has("shimmer")) {
      const high = (chord[3] ?? 65) + 12;
      mixer.add(
        analogueWide(random, frequency(high), seconds - 2, { ...PAD, cutoff: 1_500, sweep: 0.5 }),
        bar.start + 1,
        {
          gain: 0.06,
          reverb: 0.8,
        },
      );
    }
    const wave = between(random, 5, 7.5);
    mixer.add(sweep(random, wave, bar.index % 2 === 0 ? "up" : "down"), bar.start + between(random, 0, 1.5), {
      gain: 0.09,
      pan: between(random, -0.5, 0.5),
      reverb: 0.3,
    });
  });
  return mixer.finish(-16);
}
