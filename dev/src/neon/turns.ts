/** Lets one caller at a time go on, in the order in which they asked. */
export interface Turns {
  /** Waits for a turn. @returns what ends it; calling it twice does nothing */
  take(): Promise<() => void>;
  /** Waits until nobody has a turn or waits for one. */
  allDone(): Promise<void>;
}

export function createTurns(): Turns {
  let last: Promise<void> = Promise.resolve();
  return {
    async take() {
      const before = last;
      let end: () => void = () => undefined;
      last = new Promise((resolve) => {
        end = resolve;
      });
      await before;
      return end;
    },
    async allDone() {
      for (let seen: Promise<void> | null = null; seen !== last; ) {
        seen = last;
        await seen;
      }
    },
  };
}
