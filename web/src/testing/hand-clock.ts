/** A clock and timers that only the test moves. */
export function handClock() {
  let now = 1_000;
  let jobs: { at: number; work: () => void }[] = [];
  return {
    now: () => now,
    after(ms: number, work: () => void): () => void {
      const job = { at: now + ms, work };
      jobs.push(job);
      return () => {
        jobs = jobs.filter((it) => it !== job);
      };
    },
    /** Lets so many ms go by: what falls due runs in its order, and what waits for a promise after each. */
    async run(ms: number): Promise<void> {
      const end = now + ms;
      for (;;) {
        await settled();
        const due = jobs.filter((it) => it.at <= end).sort((a, b) => a.at - b.at)[0];
        if (!due) break;
        jobs = jobs.filter((it) => it !== due);
        now = Math.max(now, due.at);
        due.work();
      }
      now = end;
    },
  };
}

/** Everything that only waits for promises has run. */
export async function settled(): Promise<void> {
  for (let i = 0; i < 20; i += 1) await Promise.resolve();
}

/** The part of `localStorage` that is used, in memory. */
export function memoryStore(kept = new Map<string, string>()) {
  return {
    get length() {
      return kept.size;
    },
    key: (index: number) => [...kept.keys()][index] ?? null,
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
    removeItem: (key: string) => void kept.delete(key),
  };
}
