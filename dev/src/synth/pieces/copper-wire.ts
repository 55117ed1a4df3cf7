import { type Arrangement, arrangementSeconds, eachBar } from "../arrangement.ts";
import { createMixer } from "../mixer.ts";
import { createRandom, pick } from "../random.ts";
import { clap, hat, kick, sweep } from "../sound/drums.ts";
import { shape } from "../sound/envelope.ts";
import { filter, saturate } from "../sound/filter.ts";
import { addOscillator } from "../sound/oscillators.ts";
import { frequency, MINOR, note, scaleNote } from "../theory.ts";
import { SAMPLE_RATE, type Stereo } from "../wav.ts";

const ARRANGEMENT: Arrangement<"kick" | "hats" | "clap" | "acid" | "stab" | "second"> = {
  bpm: 132,
  beatsPerBar: 4,
  sections: [
    { bars: 8, layers: ["kick", "hats"] },
    { bars: 16, layers: ["kick", "hats", "acid"] },
    { bars: 16, layers: ["kick", "hats", "clap", "acid", "stab"] },
    { bars: 8, layers: ["acid", "stab"] },
    { bars: 16, layers: ["kick", "hats", "clap", "acid", "second", "stab"] },
    { bars: 8, layers: ["kick", "hats", "acid"] },
    { bars: 4, layers: ["kick"] },
  ],
};

interface Step {
  pitch: number;
  accent: boolean;
  slide: boolean;
}

/** Sixteen steps of a bass line with rests, accents and slides. */
function pattern(random: () => number): (Step | undefined)[] {
  return Array.from({ length: 16 }, (_, step) => {
    if (step % 4 !== 0 && random() < 0.22) return undefined;
    const degree = pick(random, [0, 0, 0, 0, 2, 3, 4, 6, 7, 7, -1]);
    return { pitch: scaleNote(note("A1"), MINOR, degree), accent: random() < 0.3, slide: random() < 0.22 };
  });
}

/** One step of the acid voice: a saw through a squealing filter. */
function acidNote(step: Step, seconds: number, open: number): Float32Array {
  const hold = step.slide ? seconds * 1.02 : seconds * 0.62;
  const sound = new Float32Array(Math.ceil((hold + 0.03) * SAMPLE_RATE));
  addOscillator(sound, { shape: "saw", frequency: frequency(step.pitch), level: 0.7 });
  const fall = (step.accent ? 0.09 : 0.16) * SAMPLE_RATE;
  const octaves = step.accent ? 3.2 : 2.1;
  filter(sound, "low", (i) => 130 * 2 ** (open * 2.6) * 2 ** (octaves * Math.exp(-i / fall)), 0.84);
  saturate(sound, step.accent ? 2.6 : 1.7);
  return shape(sound, hold, { attack: 0.002, decay: 0.5, sustain: 0.7, release: 0.025 });
}

/** Acid techno: one voice whose filter tells the story. */
export function copperWire(): Stereo {
  const random = createRandom(303);
  const seconds = arrangementSeconds(ARRANGEMENT);
  const mixer = createMixer({
    seconds,
    tail: 4,
    reverb: { seconds: 1.6, damping: 5_000, level: 0.35 },
    delay: { seconds: (60 / ARRANGEMENT.bpm) * 0.75, feedback: 0.48, level: 0.4 },
  });
  const drum = {
    kick: kick(random, { pitch: 47 }),
    clap: clap(random),
    closed: hat(random, 0.05),
    open: hat(random, 0.26),
  };
  const lines = [pattern(random), pattern(random), pattern(random)];
  const kicks: number[] = [];

  eachBar(ARRANGEMENT, (bar) => {
    const sixteenth = bar.beat / 4;
    for (let beat = 0; beat < 4; beat++) {
      const at = bar.start + beat * bar.beat;
      if (bar.has("kick") && !(bar.isSectionEnd && beat === 3)) {
        mixer.add(drum.kick, at, { gain: 0.75, bus: "drums" });
        kicks.push(at);
      }
      if (bar.has("hats")) {
        mixer.add(drum.open, at + bar.beat / 2, { gain: 0.17, pan: 0.15, bus: "drums" });
        for (const offset of [1, 3])
          mixer.add(drum.closed, at + offset * sixteenth, { gain: 0.1, pan: -0.2, bus: "drums" });
      }
      if (bar.has("clap") && beat % 2 === 1)
        mixer.add(drum.clap, at, { gain: 0.42, reverb: 0.3, bus: "drums" });
    }
    if (bar.has("acid")) {
      const whole = bar.start / seconds;
      const open =
        0.25 +
        0.5 * whole +
        0.3 * Math.sin(bar.index / 5.1) * bar.progress +
        (bar.has("kick") ? 0 : 0.25 * bar.progress);
      const line = lines[bar.has("second") && bar.index % 4 === 3 ? 2 : Math.floor(bar.index / 24) % 2] ?? [];
      line.forEach((step, index) => {
        if (step === undefined) return;
        const gain = step.accent ? 0.52 : 0.4;
        mixer.add(acidNote(step, sixteenth, open), bar.start + index * sixteenth, {
          gain,
          delay: 0.25,
          reverb: 0.06,
        });
        if (bar.has("second") && index % 3 === 0) {
          const high = { ...step, pitch: step.pitch + 24 };
          mixer.add(acidNote(high, sixteenth, open * 0.8), bar.start + index * sixteenth, {
            gain: 0.12,
            pan: 0.5,
            delay: 0.5,
          });
        }
      });
    }
    if (bar.has("stab") && bar.index % 2 === 1) {
      for (const name of ["A3", "C4", "E4", "G4"]) {
        const step = { pitch: note(name), accent: true, slide: false };
        mixer.add(acidNote(step, bar.beat, 0.35), bar.start + 1.5 * bar.beat, {
          gain: 0.08,
          reverb: 0.4,
          delay: 0.6,
        });
      }
    }
    if (bar.isSectionEnd && bar.index > 4) {
      mixer.add(sweep(random, 4 * bar.beat, "up"), bar.start, { gain: 0.16, reverb: 0.3, bus: "drums" });
    }
  });
  mixer.duck(kicks, 0.45, 0.2);
  return mixer.finish(-11);
}
