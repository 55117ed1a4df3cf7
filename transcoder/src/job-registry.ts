import type { JobRequest } from "@veza/contracts/jobs";
import type { JobLine } from "./job-line.ts";
import { JobUnavailable } from "./outcome.ts";

/**
 * Artworks and files for chat are quick; they need no share of the audio slots, only a bound, each kind its
 * own.
 */
const IMAGE_SLOTS = 4;
/** A sound of this length takes minutes: it may not keep the short ones waiting. */
export const LONG_MS = 20 * 60_000;

export type Running = {
  signal: AbortSignal;
  abort: (reason: Error) => void;
  release: () => void;
  /** It is over and takes no slot any more, but its end is still to be told. */
  finish: () => void;
  /** It has turned out to be long. False: as many long ones run as may. */
  becomeLong: () => boolean;
  /** Where later callers find it. */
  line: JobLine | null;
  /** Gives a job that outlives its caller the token of the one that came back. */
  renew: ((token: string) => void) | null;
};
export type Admission =
  | { ok: true; running: Running }
  | { ok: false; why: "draining" | "full" }
  | { ok: false; why: "duplicate"; running: Running };

export type JobRegistry = ReturnType<typeof createJobRegistry>;

/**
 * Which jobs run: one for each key, so many of each kind, none once the service is about to end. Long ones
 * leave at least one audio slot to the short ones; where there is a single slot, a short one gets a second.
 */
export function createJobRegistry(slots: number) {
  type Entry = {
    kind: JobRequest["kind"];
    isLong: boolean;
    isOver: boolean;
    controller: AbortController;
    running: Running;
  };
  const entries = new Map<string, Entry>();
  const idle: Array<() => void> = [];
  let draining = false;
  const most = { long: Math.max(1, slots - 1), audio: Math.max(2, slots) };
  const active = () => [...entries.values()].filter((it) => !it.isOver);
  const tellIdle = () => {
    if (active().length === 0) for (const tell of idle.splice(0)) tell();
  };
  const count = (kind: JobRequest["kind"], isLong?: boolean) =>
    active().filter((it) => it.kind === kind && (isLong === undefined || it.isLong === isLong)).length;
  const isFull = (kind: JobRequest["kind"]): boolean => {
    if (kind !== "audio") return count(kind) >= IMAGE_SLOTS;
    const long = count("audio", true);
    return count("audio") >= (long > 0 ? most.audio : slots);
  };

  return {
    admit(job: Pick<JobRequest, "kind" | "job_key">): Admission {
      if (draining) return { ok: false, why: "draining" };
      const known = entries.get(job.job_key);
      if (known !== undefined) return { ok: false, why: "duplicate", running: known.running };
      if (isFull(job.kind)) return { ok: false, why: "full" };
      const controller = new AbortController();
      const release = () => {
        if (entries.get(job.job_key) === entry) entries.delete(job.job_key);
        tellIdle();
      };
      const finish = () => {
        entry.isOver = true;
        tellIdle();
      };
      const becomeLong = () => {
        if (entry.isLong) return true;
        if (count("audio", true) >= most.long) return false;
        entry.isLong = true;
        return true;
      };
      const running: Running = {
        signal: controller.signal,
        abort: (reason) => controller.abort(reason),
        release,
        finish,
        becomeLong,
        line: null,
        renew: null,
      };
      const entry: Entry = { kind: job.kind, isLong: false, isOver: false, controller, running };
      entries.set(job.job_key, entry);
      return { ok: true, running };
    },
    running: () => active().length,
    isDraining: () => draining,
    /** No new jobs; those that run get `graceMs`, then they are handed back. Returns when none is left. */
    async drain(graceMs: number): Promise<void> {
      draining = true;
      if (active().length === 0) return;
      const empty = new Promise<void>((resolve) => idle.push(resolve));
      const timer = setTimeout(() => {
        const reason = new JobUnavailable("the transcoder is shutting down");
        for (const { controller } of active()) controller.abort(reason);
      }, graceMs);
      await empty;
      clearTimeout(timer);
    },
  };
}
