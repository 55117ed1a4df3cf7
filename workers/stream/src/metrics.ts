import { createMetrics } from "@veza/core/metrics";
import { OBJECT_METRICS } from "@veza/worker-kit/object-runtime";

/** Of this isolate. */
export const metrics = createMetrics({
  veza_http_request_duration_seconds: "Time to answer a request, by route pattern.",
  veza_media_jobs_total: "Runs of the media pipeline by how they ended.",
  veza_media_job_seconds: "Time of a run from delivery to acknowledgement, by how it ended.",
  veza_stream_sockets_total: "Sockets of /stream by how they were answered.",
  veza_stream_sockets_closed_total:
    "Sockets of /stream that ended. Accepted less ended, summed over instances, are those that are open.",
  veza_stream_sessions_total: "Sessions that a first device joined.",
  veza_stream_seconds_sent_total: "Seconds of audio sent over sockets, by rendition.",
  veza_stream_switches_total: "Changes of rendition in the middle of a track.",
  veza_stream_stalls_total: "Stalls that players reported.",
  veza_stream_stall_seconds_total: "How long those stalls lasted.",
  veza_stream_start_seconds: "From the click to the sound, as players report it.",
  veza_party_connects_total: "Sockets of /stream/party by how they were answered.",
  veza_hls_responses_total:
    "Answers of the media path by kind of file, status and where the bytes came from.",
  ...OBJECT_METRICS,
});
