const STEPS: Record<string, number> = { C: 0, D: 2, E: 4, F: 5, G: 7, A: 9, B: 11 };

/** MIDI number of a note such as `A4` (69), `F#3`, `Bb2`. */
export function note(name: string): number {
  const match = /^([A-G])([#b]?)(-?\d)$/.exec(name);
  const step = STEPS[match?.[1] ?? ""];
  if (match === null || step === undefined) throw new Error(`not a note: ${name}`);
  const accidental = match[2] === "#" ? 1 : match[2] === "b" ? -1 : 0;
  return step + accidental + (Number(match[3]) + 1) * 12;
}

/** Several notes, separated by spaces. */
export const notes = (names: string): number[] => names.split(" ").map(note);

/** Frequency in Hz, equal temperament, A4 = 440. */
export const frequency = (midi: number): number => 440 * 2 ** ((midi - 69) / 12);

export const MINOR = [0, 2, 3, 5, 7, 8, 10] as const;
export const MAJOR = [0, 2, 4, 5, 7, 9, 11] as const;
export const PENTATONIC = [0, 2, 4, 7, 9] as const;
export const MINOR_PENTATONIC = [0, 3, 5, 7, 10] as const;

/** The `degree`-th note of a scale above `root`; degrees go on in both directions through the octaves. */
export function scaleNote(root: number, scale: readonly number[], degree: number): number {
  const octave = Math.floor(degree / scale.length);
  return root + octave * 12 + (scale[degree - octave * scale.length] ?? 0);
}
