import { createMetrics } from "@veza/worker-kit/metrics";

/** Of this isolate. */
export const metrics = createMetrics({
  veza_http_request_duration_seconds: "Time to answer a request, by route pattern.",
  veza_media_jobs_total: "Runs of the media pipeline by how they ended.",
  veza_media_job_seconds: "Time of a run from delivery to acknowledgement, by how it ended.",
  veza_hls_responses_total:
    "Answers of the media path by kind of file, status and where the bytes came from.",
});
