/** Frames of a socket as they came, for tests that wait for the one they want. */
export interface FrameQueue<F> {
  /** What nobody has taken yet. */
  frames: F[];
  push(frame: F): void;
  /** The socket has ended: whoever waits is told so. */
  end(): void;
  isEnded(): boolean;
  /** The first frame that fits, now or when it comes. @throws when the socket ends before it */
  take(fits: (frame: F) => boolean): Promise<F>;
  /** The same, and everything before it is dropped. */
  skipTo(fits: (frame: F) => boolean): Promise<F>;
}

export function frameQueue<F>(): FrameQueue<F> {
  const frames: F[] = [];
  let wakes: (() => void)[] = [];
  let isEnded = false;
  const wakeAll = () => {
    const waiting = wakes;
    wakes = [];
    for (const wake of waiting) wake();
  };
  const taken = async (fits: (frame: F) => boolean, drops: boolean): Promise<F> => {
    for (;;) {
      const at = frames.findIndex(fits);
      const found = at < 0 ? undefined : frames.splice(drops ? 0 : at, drops ? at + 1 : 1).at(-1);
      if (found !== undefined) return found;
      if (isEnded) throw new Error("the socket was closed");
      await new Promise<void>((resolve) => void wakes.push(resolve));
    }
  };
  return {
    frames,
    push(frame) {
      frames.push(frame);
      wakeAll();
    },
    end() {
      isEnded = true;
      wakeAll();
    },
    isEnded: () => isEnded,
    take: (fits) => taken(fits, false),
    skipTo: (fits) => taken(fits, true),
  };
}
