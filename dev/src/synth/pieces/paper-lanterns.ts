import { type Arrangement, arrangementSeconds, eachBar } from "../arrangement.ts";
import { createMixer } from "../mixer.ts";
import { between, createRandom, pick } from "../random.ts";
import { shaker } from "../sound/drums.ts";
import { analogueWide, fm, pluck } from "../sound/instruments.ts";
import { frequency, MAJOR, note, notes, scaleNote } from "../theory.ts";
import type { Stereo } from "../wav.ts";

const ARRANGEMENT: Arrangement<"arpeggio" | "bass" | "melody" | "air" | "shaker"> = {
  bpm: 96,
  beatsPerBar: 3,
  sections: [
    { bars: 8, layers: ["arpeggio"] },
    { bars: 16, layers: ["arpeggio", "bass", "melody"] },
    { bars: 16, layers: ["arpeggio", "bass", "melody", "air", "shaker"] },
    { bars: 8, layers: ["melody", "air"] },
    { bars: 16, layers: ["arpeggio", "bass", "melody", "air", "shaker"] },
    { bars: 8, layers: ["arpeggio"] },
  ],
};

const CHORDS = [
  notes("G2 D3 G3 B3"),
  notes("E2 B2 G3 B3"),
  notes("C3 G3 C4 E4"),
  notes("D3 A3 D4 F#4"),
  notes("B2 F#3 B3 D4"),
  notes("C3 G3 C4 E4"),
  notes("A2 E3 A3 C4"),
  notes("D3 A3 C4 F#4"),
];
const UP_AND_DOWN = [0, 1, 2, 3, 2, 1];

/** A waltz for plucked strings, with a music box that answers. */
export function paperLanterns(): Stereo {
  const random = createRandom(96);
  const mixer = createMixer({
    seconds: arrangementSeconds(ARRANGEMENT),
    tail: 5,
    reverb: { seconds: 2.6, damping: 6_000, level: 0.4 },
  });
  const strings = new Map<number, Float32Array[]>();
  const string = (pitch: number, bright: number): Float32Array => {
    // A few takes of each note are enough: an ear hears that they differ, not that they come again.
    const takes = strings.get(pitch) ?? [];
    strings.set(pitch, takes);
    if (takes.length < 3) takes.push(pluck(random, frequency(pitch), 2.4, bright));
    return pick(random, takes);
  };
  const box = {
    ratio: 4,
    depth: 0.7,
    depthTime: 0.25,
    amp: { attack: 0.002, decay: 1.6, sustain: 0, release: 0.6 },
  };
  const phrases = Array.from({ length: 4 }, () => {
    let degree = pick(random, [2, 4, 7]);
    return Array.from({ length: 12 }, (_, step) => {
      degree = Math.max(0, Math.min(11, degree + pick(random, [-2, -1, -1, 0, 1, 1, 2])));
      return step % 3 === 0 || random() < 0.38 ? degree : undefined;
    });
  });

  eachBar(ARRANGEMENT, (bar) => {
    const chord = CHORDS[bar.index % CHORDS.length] ?? [];
    const eighth = bar.beat / 2;
    // Small waves in the tempo of the hand.
    const swell = 0.85 + 0.15 * Math.sin((bar.index / 8) * 2 * Math.PI);
    if (bar.has("arpeggio")) {
      UP_AND_DOWN.forEach((index, step) => {
        const pitch = (chord[index] ?? 55) + (bar.index % 16 >= 8 && step === 3 ? 12 : 0);
        mixer.add(string(pitch, 0.55), bar.start + step * eighth + between(random, 0, 0.014), {
          gain: (step === 0 ? 0.5 : 0.34) * swell,
          pan: -0.35 + step * 0.12,
          reverb: 0.22,
        });
      });
    }
    if (bar.has("bass"))
      mixer.add(
        pluck(random, frequency((chord[0] ?? 43) - (bar.index % 8 === 1 ? 0 : 12)), 2, 0.2),
        bar.start,
        { gain: 0.8, reverb: 0.08 },
      );
    if (bar.has("melody")) {
      const phrase = phrases[Math.floor(bar.index / 4) % 2 === 0 ? 0 : pick(random, [1, 2])] ?? [];
      for (let step = 0; step < 3; step++) {
        const degree = phrase[(bar.inSection % 4) * 3 + step];
        if (degree === undefined) continue;
        const pitch = scaleNote(note("G5"), MAJOR, degree - 4);
        const at = bar.start + step * bar.beat + between(random, 0, 0.02);
        mixer.add(fm(frequency(pitch), 0.3, box), at, { gain: 0.15, pan: 0.3, reverb: 0.5 });
        if (bar.index % 16 >= 8)
          mixer.add(string(pitch - 12, 0.8), at, { gain: 0.26, pan: 0.15, reverb: 0.3 });
      }
    }
    if (bar.has("air")) {
      const voice = {
        shape: "triangle" as const,
        detune: [-6, 6],
        amp: { attack: 0.6, decay: 1, sustain: 0.8, release: 1.2 },
        cutoff: 900,
        sweep: 0.5,
        sweepTime: 2,
        resonance: 0,
      };
      for (const pitch of chord.slice(1))
        mixer.add(analogueWide(random, frequency(pitch + 12), 3 * bar.beat, voice), bar.start, {
          gain: 0.05,
          reverb: 0.5,
        });
    }
    if (bar.has("shaker"))
      for (const beat of [1, 2])
        mixer.add(shaker(random), bar.start + beat * bar.beat, {
          gain: 0.14,
          pan: -0.2,
          reverb: 0.15,
          bus: "drums",
        });
  });
  return mixer.finish(-15);
}
