import type { LogFields } from "@veza/core/log";

/** After a failure a handler runs again in so many milliseconds, then in twice as many, up to the longest. */
const RETRY_MS = 5_000;
const LONGEST_RETRY_MS = 10 * 60_000;
/**
 * The others do not wait longer for a handler that does not end: it goes on by itself, and counts as failed.
 */
const LONGEST_RUN_MS = 30_000;

/** What an object's alarms need of the platform. */
export interface AlarmPorts<Name extends string> {
  /** The object's one alarm. */
  storage: Pick<DurableObjectStorage, "getAlarm" | "setAlarm">;
  now(): number;
  /**
   * Runs once after a while, if the object is still there then.
   * @returns what cancels it: a timer keeps an object from sleeping
   */
  after(ms: number, run: () => void): () => void;
  /** Work that nobody waits for; a failure is logged. */
  background(what: string, work: Promise<unknown>): void;
  /** A handler has run. */
  count(name: Name, outcome: "ran" | "failed"): void;
  onError(message: string, cause: unknown, fields: LogFields): void;
  /** Each does what is due under its name and sets its next time. In the order in which they begin. */
  handlers: Record<Name, (now: number) => Promise<void> | void>;
}

export interface Alarms<Name extends string> {
  /** The next time of a name, in place of the one that it had; null for none. */
  set(name: Name, at: number | null): void;
  /** The next time of a name: then or earlier. */
  setBy(name: Name, at: number): void;
  /** When a name is due, as far as this life of the object knows. */
  at(name: Name): number | null;
  /** What the class's `alarm()` does. Never throws: what fails is logged, and runs again. */
  run(): Promise<void>;
  /** The object has erased itself: no name has a time, and nothing is set for it. */
  reset(): void;
}

/**
 * Many alarms by name over the one that the platform gives to an object, which is set for the earliest of
 * them.
 *
 * Times are not stored: they follow from what the object stores itself, so they can't contradict it. In a new
 * life of the object no name has a time; the alarm that an earlier life has set stays, and when it rings, all
 * handlers run whose names were not given a time since. So a handler looks at what is stored, and is harmless
 * when nothing is due.
 */
export function createAlarms<Name extends string>(ports: AlarmPorts<Name>): Alarms<Name> {
  const names = Object.keys(ports.handlers) as Name[];
  const times = new Map<Name, number>();
  /** Names of which this life of the object knows nothing yet. */
  const unknown = new Set(names);
  const failures = new Map<Name, number>();
  /** What the platform's alarm is set to; undefined where only the platform knows. */
  let platformAt: number | null | undefined;
  let isAsking = false;
  let isRunning = false;

  const plan = () => {
    const earliest = Math.min(...times.values());
    if (isRunning || isAsking || earliest === Number.POSITIVE_INFINITY) return;
    if (platformAt === undefined) {
      isAsking = true;
      const asked = ports.storage.getAlarm().then((at) => {
        // An alarm that has rung meanwhile knows better.
        platformAt ??= at;
      });
      const planned = asked.finally(() => {
        isAsking = false;
      });
      ports.background("ask for the alarm", planned.then(plan));
      return;
    }
    // One that rings too early costs less than one that is set again with every frame.
    if (platformAt !== null && platformAt <= earliest) return;
    platformAt = earliest;
    const isSet = ports.storage.setAlarm(earliest).catch((cause: unknown) => {
      // Whoever sets a time next asks again.
      platformAt = undefined;
      throw cause;
    });
    ports.background("set the alarm", isSet);
  };
  const set = (name: Name, at: number | null) => {
    unknown.delete(name);
    if (at === null) times.delete(name);
    else times.set(name, at);
    plan();
  };

  const runOne = async (name: Name, now: number) => {
    try {
      const isDone = await inTime(Promise.resolve(ports.handlers[name](now)).then(() => true));
      if (!isDone) throw new Error(`did not end within ${LONGEST_RUN_MS} ms`);
      failures.delete(name);
      ports.count(name, "ran");
    } catch (cause) {
      const before = failures.get(name) ?? 0;
      failures.set(name, before + 1);
      times.set(name, ports.now() + Math.min(RETRY_MS * 2 ** before, LONGEST_RETRY_MS));
      ports.count(name, "failed");
      ports.onError("the handler of an alarm failed and will run again", cause, { alarm: name });
    }
  };
  /** False where the work does not end in time. */
  const inTime = (work: Promise<true>): Promise<boolean> => {
    const { promise, resolve } = Promise.withResolvers<false>();
    const cancel = ports.after(LONGEST_RUN_MS, () => resolve(false));
    return Promise.race([work, promise]).finally(cancel);
  };

  return {
    set,
    setBy(name, at) {
      const before = times.get(name);
      if (before === undefined || before > at) set(name, at);
    },
    at: (name) => times.get(name) ?? null,
    async run() {
      platformAt = null;
      isRunning = true;
      const now = ports.now();
      const due = names.filter((name) => unknown.has(name) || (times.get(name) ?? Number.NaN) <= now);
      for (const name of due) {
        unknown.delete(name);
        times.delete(name);
      }
      await Promise.all(due.map((name) => runOne(name, now)));
      isRunning = false;
      plan();
    },
    reset() {
      times.clear();
      unknown.clear();
      failures.clear();
      platformAt = null;
    },
  };
}
