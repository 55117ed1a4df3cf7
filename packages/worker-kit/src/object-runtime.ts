import type { Logger } from "@veza/core/log";
import type { Metrics } from "@veza/core/metrics";
import { createLogger } from "./log.ts";
import { type Alarms, createAlarms } from "./object-alarms.ts";
import { createObjectOutbox, type ObjectOutbox, type OutboxRows } from "./object-outbox.ts";

/** What /metrics says of the alarms and outboxes of a Worker's objects. */
export const OBJECT_METRICS = {
  veza_object_alarms_total: "Alarms of objects by kind of object, name and outcome.",
  veza_object_outbox_rows_total:
    "What objects had written down to be sent, by kind of object, lane and outcome.",
  veza_object_outbox_seconds:
    "From being written down in an object to being taken, by kind of object and lane.",
};

/** What parts of an object need of the platform, without the platform. */
export interface ObjectRuntime {
  log: Logger;
  now(): number;
  /** Runs once after a while, if the object is still there then. @returns what cancels it */
  after(ms: number, run: () => void): () => void;
  /** Work that nobody waits for; a failure is logged. */
  background(what: string, work: Promise<unknown>): void;
  /** The object's named alarms; its class's `alarm()` calls `run`. */
  alarms<Name extends string>(handlers: Record<Name, (now: number) => Promise<void> | void>): Alarms<Name>;
  /**
   * The object's outbox.
   * @param wakeBy sets an alarm that calls the outbox's `run`
   */
  outbox<Lane extends string>(
    rows: OutboxRows,
    lanes: Record<Lane, (body: unknown) => Promise<unknown>>,
    wakeBy: (at: number) => void,
  ): ObjectOutbox;
}

/**
 * @param about the Worker and the kind of object, for its log lines and metrics
 * @param onFailure called after work in the background has failed
 */
export function objectRuntime(
  ctx: DurableObjectState,
  about: { worker: string; object: string; metrics: Metrics; onFailure?: () => void },
): ObjectRuntime {
  const { worker, object, metrics } = about;
  const log = createLogger(worker, null, { object });
  const now = () => Date.now();
  const after = (ms: number, run: () => void) => {
    const timer = setTimeout(run, ms);
    return () => clearTimeout(timer);
  };
  const background = (what: string, work: Promise<unknown>) =>
    ctx.waitUntil(
      work.catch((cause: unknown) => {
        log.error(`${what} failed`, cause);
        about.onFailure?.();
      }),
    );
  const onError = log.error;
  return {
    log,
    now,
    after,
    background,
    alarms: (handlers) =>
      createAlarms({
        storage: ctx.storage,
        now,
        after,
        background,
        onError,
        handlers,
        count: (name, outcome) => metrics.count("veza_object_alarms_total", { object, name, outcome }),
      }),
    outbox: (rows, lanes, wakeBy) =>
      createObjectOutbox({
        rows,
        lanes,
        now,
        wakeBy,
        onError,
        count: (lane, outcome) => metrics.count("veza_object_outbox_rows_total", { object, lane, outcome }),
        observe: (lane, seconds) => metrics.observe("veza_object_outbox_seconds", seconds, { object, lane }),
      }),
  };
}
