import type { Metrics } from "@veza/core/metrics";

/** Upper bounds in seconds, from a probe to an hour of music. */
export const JOB_BUCKETS = [0.005, 0.025, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 900];

/** What /metrics says of each name. */
export const JOB_METRICS = {
  veza_transcoder_jobs_total: "Jobs that ended, by kind and outcome",
  veza_transcoder_job_duration_seconds: "Time of a whole job",
  veza_transcoder_stage_duration_seconds: "Time of one stage of a job",
  veza_transcoder_ffmpeg_processes_total: "ffmpeg processes that ended, by outcome",
  veza_transcoder_source_bytes_total: "Bytes read from the media store",
  veza_transcoder_stored_bytes_total: "Bytes written to the media store",
  veza_transcoder_stored_objects_total: "Objects written to the media store",
  veza_transcoder_store_retries_total: "Requests to the media store that were repeated",
  veza_http_request_duration_seconds: "HTTP requests by route and status",
  veza_transcoder_jobs_running: "Jobs that run now",
  veza_transcoder_slots: "Audio jobs that may run at once",
  process_resident_memory_bytes: "Resident memory",
  process_cpu_seconds: "Processor time used",
};

type Labels = Record<string, string>;

/**
 * The transcoder's own counters. A label's values come from a small fixed set: a stage, an outcome, a route.
 */
export function createJobMetrics(metrics: Metrics) {
  const counter =
    (name: keyof typeof JOB_METRICS) =>
    (labels: Labels = {}, by = 1) =>
      metrics.count(name, labels, by);
  const histogram = (name: keyof typeof JOB_METRICS) => (labels: Labels, seconds: number) =>
    metrics.observe(name, seconds, labels);
  return {
    jobs: counter("veza_transcoder_jobs_total"),
    jobSeconds: histogram("veza_transcoder_job_duration_seconds"),
    stageSeconds: histogram("veza_transcoder_stage_duration_seconds"),
    processes: counter("veza_transcoder_ffmpeg_processes_total"),
    sourceBytes: counter("veza_transcoder_source_bytes_total"),
    storedBytes: counter("veza_transcoder_stored_bytes_total"),
    storedObjects: counter("veza_transcoder_stored_objects_total"),
    retries: counter("veza_transcoder_store_retries_total"),
    requestSeconds: histogram("veza_http_request_duration_seconds"),
  };
}
export type JobMetrics = ReturnType<typeof createJobMetrics>;
