import type { JobEvent, JobRequest, JobResult } from "@veza/contracts/jobs";
import type { Logger } from "@veza/core/log";
import type { Trace } from "@veza/core/trace";
import { runAttachmentJob } from "./attachment-job.ts";
import { runAudioJob } from "./audio-job.ts";
import type { Config } from "./config.ts";
import type { Tools } from "./ffmpeg/confinement.ts";
import { runImageJob } from "./image-job.ts";
import type { JobContext } from "./job-context.ts";
import type { JobMetrics } from "./job-metrics.ts";
import type { Running } from "./job-registry.ts";
import { createMediaStore, PART_BYTES, RANGE_BYTES } from "./media-store.ts";
import { abortReason, JobFailed, JobUnavailable } from "./outcome.ts";
import { createTimings } from "./timings.ts";
import type { Workspace } from "./workspace.ts";

export type JobServices = {
  config: Config;
  tools: Tools;
  workspace: Workspace;
  metrics: JobMetrics;
  /** Milliseconds that only ever grow. */
  now: () => number;
  random: () => number;
};

/**
 * Runs one job from request to last event. Never throws: what goes wrong is the last event. The job's folder
 * is gone and its processes are dead when this returns.
 */
export async function runJob(
  job: JobRequest,
  run: { trace: Trace; log: Logger; running: Running; emit: (event: JobEvent) => void },
  services: JobServices,
): Promise<void> {
  const { metrics, now } = services;
  const timings = createTimings(now);
  const { signal, becomeLong } = run.running;
  const processes = trackProcesses();
  let token = job.token;
  run.running.renew = (fresh) => {
    token = fresh;
  };
  const started = now();
  run.log.info("job started", { kind: job.kind, source_bytes: job.source_bytes });
  const store = createMediaStore({
    partBytes: PART_BYTES,
    rangeBytes: RANGE_BYTES,
    mediaUrl: job.media_url,
    token: () => token,
    trace: run.trace,
    signal,
    random: services.random,
    onRetry: (key, reason) => {
      metrics.retries();
      run.log.warn("storing again", { key, reason });
    },
  });
  const last = await services.workspace
    .withJobFolder((dir) =>
      work(job, {
        ...services,
        store,
        timings,
        dir,
        log: run.log,
        signal: AbortSignal.any([signal, processes.over]),
        onProcess: processes.add,
        becomeLong,
        emit: run.emit,
      }).finally(processes.end),
    )
    .then((result): JobEvent => ({ type: "result", result }))
    // A job that was ended from outside ends for that reason, whatever its streams and processes say while
    // they fall: it must come again, and a file that is whole must not fail for good.
    .catch((error: unknown) => lastEvent(signal.aborted ? abortReason(signal) : error, run.log));

  const total = Math.round(now() - started);
  for (const [stage, ms] of Object.entries(timings.stages)) metrics.stageSeconds({ stage }, ms / 1000);
  const outcome = last.type === "failed" ? last.code : last.type;
  metrics.jobs({ kind: job.kind, outcome });
  metrics.jobSeconds({ kind: job.kind }, total / 1000);
  run.log.info("job ended", { kind: job.kind, outcome, total_ms: total, ...flatTimings(timings.stages) });
  run.emit({ type: "timing", stages: { ...timings.stages, total } });
  run.emit(last);
}

/**
 * The processes of a job. An error in one stage ends the job while others of its processes still run: `end`
 * stops them and waits until they are gone, so that the folder below them can be removed and the slot is free
 * indeed.
 */
function trackProcesses() {
  const over = new AbortController();
  const running: Promise<void>[] = [];
  return {
    over: over.signal,
    add: (gone: Promise<void>) => void running.push(gone),
    async end(): Promise<void> {
      over.abort(new JobUnavailable("the job is over"));
      await Promise.all(running);
    },
  };
}

function work(job: JobRequest, context: JobContext): Promise<JobResult> {
  switch (job.kind) {
    case "audio":
      return runAudioJob(job, context);
    case "image":
      return runImageJob(job, context);
    case "attachment":
      return runAttachmentJob(job, context);
  }
}

function lastEvent(error: unknown, log: Logger): JobEvent {
  if (error instanceof JobFailed) {
    log.warn("job failed", { code: error.code, detail: error.message });
    return { type: "failed", code: error.code, detail: error.message.slice(0, 2000) };
  }
  if (error instanceof JobUnavailable) {
    log.warn("job unavailable", { reason: error.message });
    return { type: "unavailable", reason: error.message.slice(0, 500) };
  }
  log.error("job broke", error);
  return { type: "failed", code: "internal", detail: "unexpected error; the transcoder's log has it" };
}

function flatTimings(stages: Record<string, number>): Record<string, number> {
  return Object.fromEntries(Object.entries(stages).map(([stage, ms]) => [`${stage}_ms`, ms]));
}
