import type { JobRequest } from "@veza/contracts/jobs";
import { JobUnavailable } from "./outcome.ts";

/** Artworks and files for chat are quick; they need no share of the audio slots, only a bound, each kind its own. */
const IMAGE_SLOTS = 4;

export type Running = { signal: AbortSignal; abort: (reason: Error) => void; release: () => void };
export type Admission =
  | { ok: true; running: Running }
  | { ok: false; why: "draining" | "duplicate" | "full" };

export type JobRegistry = ReturnType<typeof createJobRegistry>;

/** Which jobs run: one for each key, so many of each kind, none once the service is about to end. */
export function createJobRegistry(slots: number) {
  const running = new Map<string, { kind: JobRequest["kind"]; controller: AbortController }>();
  const idle: Array<() => void> = [];
  let draining = false;
  const count = (kind: JobRequest["kind"]) => [...running.values()].filter((job) => job.kind === kind).length;

  return {
    admit(job: Pick<JobRequest, "kind" | "job_key">): Admission {
      if (draining) return { ok: false, why: "draining" };
      if (running.has(job.job_key)) return { ok: false, why: "duplicate" };
      if (count(job.kind) >= (job.kind === "audio" ? slots : IMAGE_SLOTS)) return { ok: false, why: "full" };
      const controller = new AbortController();
      running.set(job.job_key, { kind: job.kind, controller });
      const release = () => {
        running.delete(job.job_key);
        if (running.size === 0) for (const tell of idle.splice(0)) tell();
      };
      return {
        ok: true,
        running: { signal: controller.signal, abort: (reason) => controller.abort(reason), release },
      };
    },
    running: () => running.size,
    isDraining: () => draining,
    /** No new jobs; those that run get `graceMs`, then they are handed back. Returns when none is left. */
    async drain(graceMs: number): Promise<void> {
      draining = true;
      if (running.size === 0) return;
      const empty = new Promise<void>((resolve) => idle.push(resolve));
      const timer = setTimeout(() => {
        const reason = new JobUnavailable("the transcoder is shutting down");
        for (const { controller } of running.values()) controller.abort(reason);
      }, graceMs);
      await empty;
      clearTimeout(timer);
    },
  };
}
