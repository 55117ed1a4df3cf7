import { createMetrics } from "@veza/core/metrics";

/**
 * Of this isolate. What must be true of the whole platform (backlogs, states) is read from Postgres when it
 * is scraped.
 */
export const metrics = createMetrics({
  veza_http_request_duration_seconds: "Time to answer a request, by route pattern.",
  veza_events_consumed_total: "Events that were acted on.",
  veza_events_retried_total: "Deliveries that failed and will come again.",
  veza_handler_runs_total: "Runs of event handlers, by how they ended.",
  veza_handler_duration_seconds: "Time that event handlers took.",
  veza_chore_runs_total: "Runs of chores, by how they ended.",
  veza_chore_duration_seconds: "Time that chores took.",
  veza_plays_counted_total: "Plays that counted, by the way they were heard.",
  veza_dead_letters_total: "Messages that every retry failed on.",
  veza_outbox_waiting: "Events in the outbox that are not sent.",
  veza_outbox_oldest_seconds: "Age of the oldest event in the outbox.",
  veza_track_versions: "Uploaded audio by state.",
});
