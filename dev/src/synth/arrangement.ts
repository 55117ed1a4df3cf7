/** A stretch of a piece in which the same layers play. */
export interface Section<Layer extends string> {
  bars: number;
  layers: readonly Layer[];
}

/** One bar, as the function that writes its notes sees it. */
export interface Bar<Layer extends string> {
  /** From the start of the piece. */
  index: number;
  /** From the start of its section. */
  inSection: number;
  /** Seconds. */
  start: number;
  /** Length of a beat in seconds. */
  beat: number;
  /** 0 at the section's first bar, towards 1 at its end. */
  progress: number;
  isSectionEnd: boolean;
  has(layer: Layer): boolean;
}

export interface Arrangement<Layer extends string> {
  bpm: number;
  beatsPerBar: number;
  sections: readonly Section<Layer>[];
}

/** Length in seconds without the reverberation at the end. */
export function arrangementSeconds<L extends string>({ bpm, beatsPerBar, sections }: Arrangement<L>): number {
  return sections.reduce((bars, section) => bars + section.bars, 0) * beatsPerBar * (60 / bpm);
}

/** Calls `write` for each bar in order. */
export function eachBar<L extends string>(arrangement: Arrangement<L>, write: (bar: Bar<L>) => void): void {
  const beat = 60 / arrangement.bpm;
  let index = 0;
  for (const section of arrangement.sections) {
    const layers = new Set<string>(section.layers);
    for (let inSection = 0; inSection < section.bars; inSection++, index++) {
      write({
        index,
        inSection,
        start: index * arrangement.beatsPerBar * beat,
        beat,
        progress: inSection / section.bars,
        isSectionEnd: inSection === section.bars - 1,
        has: (layer) => layers.has(layer),
      });
    }
  }
}
