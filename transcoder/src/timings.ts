/** Milliseconds that named stages took. A stage that was never stopped is not listed. */
export function createTimings(now: () => number) {
  const stages: Record<string, number> = {};
  return {
    start(name: string): () => void {
      const from = now();
      return () => {
        stages[name] = Math.round(now() - from);
      };
    },
    /** Times `work`, also when it throws. */
    async of<T>(name: string, work: () => Promise<T>): Promise<T> {
      const stop = this.start(name);
      try {
        return await work();
      } finally {
        stop();
      }
    },
    stages,
  };
}
export type Timings = ReturnType<typeof createTimings>;
