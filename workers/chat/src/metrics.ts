import { createMetrics } from "@veza/core/metrics";
import { OBJECT_METRICS } from "@veza/worker-kit/object-runtime";

/** Of this isolate. */
export const metrics = createMetrics({
  veza_http_request_duration_seconds: "Time to answer a request, by route pattern.",
  veza_inbox_connects_total: "Inbox sockets by how the handshake ended.",
  veza_chat_connects_total: "Sockets of rooms by where they went, or why they were refused.",
  veza_inbox_frames_total: "Frames pushed to inboxes by type.",
  ...OBJECT_METRICS,
});
