import type { JobEvent } from "@veza/contracts/jobs";
import type { Logger } from "@veza/core/log";
import type { Config } from "./config.ts";
import type { Tools } from "./ffmpeg/confinement.ts";
import type { FfmpegLimits } from "./ffmpeg/run.ts";
import type { JobMetrics } from "./job-metrics.ts";
import type { MediaStore } from "./media-store.ts";
import type { Timings } from "./timings.ts";

/** What a job is given to work with; nothing of it outlives the job. */
export type JobContext = {
  config: Config;
  tools: Tools;
  store: MediaStore;
  log: Logger;
  metrics: JobMetrics;
  timings: Timings;
  /** The job's own folder. */
  dir: string;
  signal: AbortSignal;
  /** Told of every ffmpeg that is started: none outlives the job. */
  onProcess: (gone: Promise<void>) => void;
  /** Asks for one of the places of long jobs; false: none is free now. */
  becomeLong: () => boolean;
  emit: (event: JobEvent) => void;
  now: () => number;
};

export function ffmpegLimits(context: JobContext, signal: AbortSignal = context.signal): FfmpegLimits {
  return {
    ffmpegPath: context.tools.ffmpeg,
    signal,
    timeoutMs: context.config.max_process_ms,
    onProcess: context.onProcess,
    onEnd: (outcome) => context.metrics.processes({ outcome }),
  };
}
