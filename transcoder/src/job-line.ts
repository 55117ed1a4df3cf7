import type { JobEvent } from "@veza/contracts/jobs";

/** Who listens to a job: the open answer of one caller. */
export type Listener = { emit: (event: JobEvent) => void; end: () => void };

export type JobLine = ReturnType<typeof createJobLine>;

/**
 * A job's line to its caller. A job that is longer than one delivery of its order outlives its caller: the
 * line waits for the next one, who hears where the job stands and goes on from there, or what its end was.
 * @param leaseMs how long it waits; 0: not at all
 * @param onAbandoned nobody came back in time
 */
export function createJobLine(options: {
  leaseMs: number;
  onAbandoned: () => void;
  after: (ms: number, work: () => void) => () => void;
}) {
  let listener: Listener | null = null;
  let stage: JobEvent | null = null;
  let isOver = false;
  const unheard: JobEvent[] = [];
  let stopWaiting: (() => void) | null = null;

  return {
    get isOver(): boolean {
      return isOver;
    },
    get isWaiting(): boolean {
      return stopWaiting !== null;
    },
    /** Tells whoever listens. The end, and what comes just before it, is kept for who comes back. */
    emit(event: JobEvent): void {
      if (event.type === "stage") stage = event;
      if (listener !== null) listener.emit(event);
      else if (event.type !== "stage" && event.type !== "stored" && event.type !== "heartbeat")
        unheard.push(event);
    },
    /** The job is over; the line with it, once somebody has heard how it ended. */
    end(): void {
      isOver = true;
      listener?.end();
    },
    attach(next: Listener): void {
      stopWaiting?.();
      stopWaiting = null;
      listener = next;
      if (stage !== null && !isOver) next.emit(stage);
      for (const event of unheard.splice(0)) next.emit(event);
      if (isOver) next.end();
    },
    /** The caller went away. */
    detach(): void {
      listener = null;
      if (options.leaseMs === 0) options.onAbandoned();
      else
        stopWaiting = options.after(options.leaseMs, () => {
          stopWaiting = null;
          options.onAbandoned();
        });
    },
  };
}
