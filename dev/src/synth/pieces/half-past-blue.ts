import { type Arrangement, arrangementSeconds, eachBar } from "../arrangement.ts";
import { createMixer } from "../mixer.ts";
import { between, createRandom, pick } from "../random.ts";
import { hat, kick, rim, shaker } from "../sound/drums.ts";
import { type Analogue, analogue, fm, pluck } from "../sound/instruments.ts";
import { frequency, notes } from "../theory.ts";
import type { Stereo } from "../wav.ts";

const ARRANGEMENT: Arrangement<"bass" | "brush" | "comp" | "solo"> = {
  bpm: 116,
  beatsPerBar: 4,
  sections: [
    { bars: 4, layers: ["bass"] },
    { bars: 12, layers: ["bass", "brush", "comp"] },
    { bars: 24, layers: ["bass", "brush", "comp", "solo"] },
    { bars: 8, layers: ["bass", "solo"] },
    { bars: 12, layers: ["bass", "brush", "comp", "solo"] },
    { bars: 4, layers: ["comp"] },
  ],
};

/** Rootless voicings and the scale that fits each; a minor blues with a turnaround. */
const CHANGES = [
  { root: 36, voicing: notes("Eb4 G4 Bb4 D5"), scale: notes("C5 Eb5 F5 G5 A5 Bb5") },
  { root: 41, voicing: notes("Eb4 Ab4 C5 G5"), scale: notes("C5 D5 Eb5 F5 Ab5 Bb5") },
  { root: 36, voicing: notes("Eb4 G4 Bb4 D5"), scale: notes("C5 Eb5 F5 G5 A5 Bb5") },
  { root: 43, voicing: notes("F4 B4 Eb5 Ab5"), scale: notes("B4 D5 Eb5 F5 G5 Ab5") },
  { root: 41, voicing: notes("Eb4 Ab4 C5 G5"), scale: notes("C5 D5 Eb5 F5 Ab5 Bb5") },
  { root: 46, voicing: notes("D4 Ab4 C5 G5"), scale: notes("Bb4 C5 D5 F5 G5 Ab5") },
  { root: 39, voicing: notes("D4 G4 Bb4 F5"), scale: notes("Bb4 D5 Eb5 F5 G5 C6") },
  { root: 43, voicing: notes("F4 B4 Eb5 Ab5"), scale: notes("B4 D5 Eb5 F5 G5 Ab5") },
];
const WOOD: Analogue = {
  shape: "triangle",
  detune: [0],
  amp: { attack: 0.008, decay: 0.7, sustain: 0.2, release: 0.06 },
  cutoff: 210,
  sweep: 0.8,
  sweepTime: 0.1,
  resonance: 0,
};
const KEYS = {
  ratio: 1,
  depth: 1.5,
  depthTime: 0.6,
  tine: 0.16,
  amp: { attack: 0.004, decay: 1.8, sustain: 0.2, release: 0.25 },
};

/** Jazz at half past eleven: walking bass, brushes, an electric piano that takes its time. */
export function halfPastBlue(): Stereo {
  const random = createRandom(116);
  const mixer = createMixer({
    seconds: arrangementSeconds(ARRANGEMENT),
    tail: 4,
    reverb: { seconds: 1.7, damping: 4_500, level: 0.32 },
  });
  const drum = {
    ride: hat(random, 0.3),
    foot: hat(random, 0.04),
    kick: kick(random, { pitch: 58, punch: 0.3, length: 0.22 }),
    rim: rim(random),
    brush: shaker(random),
  };
  const swung = 2 / 3;
  let line = 2;

  eachBar(ARRANGEMENT, (bar) => {
    const change = CHANGES[bar.index % CHANGES.length];
    const next = CHANGES[(bar.index + 1) % CHANGES.length];
    if (change === undefined || next === undefined) return;
    const at = (beat: number): number => bar.start + beat * bar.beat;
    if (bar.has("bass")) {
      // Root, two steps of the chord, then from a half tone beside to the next root.
      const approach = next.root + pick(random, [-1, 1, -1, 5]);
      [
        change.root,
        change.root + pick(random, [3, 7, 12]),
        change.root + pick(random, [7, 5, 10]),
        approach,
      ].forEach((pitch, beat) => {
        // A string alone is thin down there: the wood of the instrument comes under it.
        mixer.add(analogue(random, frequency(pitch), bar.beat * 0.8, WOOD), at(beat), {
          gain: 0.42,
          pan: -0.1,
        });
        mixer.add(pluck(random, frequency(pitch), 0.9, 0.16), at(beat) + between(random, 0, 0.012), {
          gain: 0.95,
          reverb: 0.05,
          pan: -0.1,
        });
      });
    }
    if (bar.has("brush")) {
      for (let beat = 0; beat < 4; beat++) {
        mixer.add(drum.ride, at(beat), { gain: 0.1, pan: 0.35, reverb: 0.1, bus: "drums" });
        if (beat % 2 === 1) {
          mixer.add(drum.ride, at(beat + swung), { gain: 0.07, pan: 0.35, bus: "drums" });
          mixer.add(drum.foot, at(beat), { gain: 0.13, pan: -0.3, bus: "drums" });
        }
        mixer.add(drum.brush, at(beat + (beat % 2) * 0.02), {
          gain: beat % 2 === 1 ? 0.2 : 0.1,
          pan: 0.1,
          reverb: 0.2,
          bus: "drums",
        });
      }
      if (random() < 0.4)
        mixer.add(drum.kick, at(pick(random, [0, swung, 2 + swung])), { gain: 0.35, bus: "drums" });
      if (random() < 0.35)
        mixer.add(drum.rim, at(pick(random, [1 + swung, 3, 3 + swung])), {
          gain: 0.16,
          pan: 0.2,
          reverb: 0.25,
          bus: "drums",
        });
    }
    if (bar.has("comp")) {
      const rhythm = pick(random, [
        [
          [0, 0.4],
          [1 + swung, 1.2],
        ],
        [
          [swung, 0.3],
          [2, 1.4],
        ],
        [[0, 1.8]],
        [
          [1 + swung, 0.3],
          [3, 0.8],
        ],
      ] as const);
      for (const [beat, beats] of rhythm) {
        change.voicing.forEach((pitch, index) => {
          mixer.add(fm(frequency(pitch), beats * bar.beat, KEYS), at(beat) + index * 0.006, {
            gain: between(random, 0.1, 0.14),
            pan: -0.25 + index * 0.12,
            reverb: 0.22,
          });
        });
      }
    }
    if (bar.has("solo")) {
      // Breathe: every fourth bar is nearly empty.
      const density = bar.index % 4 === 3 ? 0.2 : 0.62;
      for (let step = 0; step < 8; step++) {
        if (random() > density) continue;
        line = Math.max(0, Math.min(change.scale.length - 1, line + pick(random, [-2, -1, -1, 1, 1, 2])));
        const beat = Math.floor(step / 2) + (step % 2 === 1 ? swung : 0);
        const pitch = change.scale[line] ?? 72;
        mixer.add(
          fm(frequency(pitch), bar.beat * between(random, 0.3, 0.8), { ...KEYS, depth: 2.1, tine: 0.08 }),
          at(beat) + 0.015,
          { gain: between(random, 0.14, 0.22), pan: 0.2, reverb: 0.35 },
        );
      }
    }
  });
  return mixer.finish(-14);
}
