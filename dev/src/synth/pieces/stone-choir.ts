import { type Arrangement, arrangementSeconds, eachBar } from "../arrangement.ts";
import { createMixer } from "../mixer.ts";
import { between, createRandom } from "../random.ts";
import { choir, fm, type VOWELS } from "../sound/instruments.ts";
import { frequency, notes } from "../theory.ts";
import type { Stereo } from "../wav.ts";

const ARRANGEMENT: Arrangement<"low" | "middle" | "solo" | "high" | "bell"> = {
  bpm: 54,
  beatsPerBar: 4,
  sections: [
    { bars: 4, layers: ["low"] },
    { bars: 8, layers: ["low", "middle"] },
    { bars: 8, layers: ["low", "middle", "solo"] },
    { bars: 4, layers: ["solo", "bell"] },
    { bars: 8, layers: ["low", "middle", "solo", "high", "bell"] },
    { bars: 3, layers: ["low", "middle"] },
  ],
};

/** Bass to soprano. */
const CHORDS = [
  notes("C3 G3 Eb4 C5"),
  notes("Ab2 Ab3 Eb4 C5"),
  notes("F2 Ab3 F4 C5"),
  notes("G2 B3 D4 G4"),
  notes("C3 G3 Eb4 G4"),
  notes("Eb3 Bb3 Eb4 G4"),
  notes("Ab2 C4 Eb4 Ab4"),
  notes("G2 B3 F4 G4"),
];
/** Beats of each note, and how far from the chord's top note it lies. */
const CHANT = [
  [0, 1.5, 0],
  [1.5, 0.5, -1],
  [2, 1, 2],
  [3, 1, 0],
] as const;

/** A choir in a large stone room: slow harmony in four parts, then one voice alone. */
export function stoneChoir(): Stereo {
  const random = createRandom(54);
  const mixer = createMixer({
    seconds: arrangementSeconds(ARRANGEMENT),
    tail: 8,
    reverb: { seconds: 5.4, damping: 4_200, level: 0.55 },
  });
  const slow = { attack: 0.9, decay: 1, sustain: 0.85, release: 1.4 };
  const quick = { attack: 0.14, decay: 0.6, sustain: 0.8, release: 0.6 };
  const sing = (
    pitch: number,
    at: number,
    seconds: number,
    vowel: keyof typeof VOWELS,
    gain: number,
    amp = slow,
  ) =>
    mixer.add(choir(random, frequency(pitch), seconds, vowel, amp), at + between(random, 0, 0.05), {
      gain,
      reverb: 0.4,
    });

  eachBar(ARRANGEMENT, (bar) => {
    const chord = CHORDS[bar.index % CHORDS.length] ?? [];
    const [bass = 48, tenor = 55, alto = 63, soprano = 72] = chord;
    const seconds = 4 * bar.beat - 0.3;
    const swell = 0.75 + 0.25 * Math.sin(Math.PI * bar.progress);
    if (bar.has("low")) {
      sing(bass, bar.start, seconds, "oo", 0.42 * swell);
      sing(tenor, bar.start, seconds, "oo", 0.3 * swell);
    }
    if (bar.has("middle")) {
      sing(alto, bar.start, seconds, bar.index % 4 < 2 ? "oh" : "ah", 0.26 * swell);
      sing(soprano - 12, bar.start, seconds, "oh", 0.15 * swell);
    }
    if (bar.has("solo")) {
      for (const [beat, beats, step] of CHANT) {
        const leap = bar.index % 2 === 1 && beat === 2 ? 3 : step;
        sing(soprano + leap, bar.start + beat * bar.beat, beats * bar.beat - 0.1, "ah", 0.22, quick);
      }
    }
    if (bar.has("high")) sing(soprano + 7, bar.start, seconds, "oo", 0.1);
    if (bar.has("bell") && bar.index % 2 === 0) {
      const bell = {
        ratio: 1.41,
        depth: 2.4,
        depthTime: 1.6,
        amp: { attack: 0.003, decay: 4.5, sustain: 0, release: 2 },
      };
      mixer.add(fm(frequency(bass), 1, bell), bar.start, { gain: 0.16, reverb: 0.7 });
    }
  });
  return mixer.finish(-16);
}
