import type { AudioJob } from "@veza/contracts/jobs";
import { PLANS, type Plan } from "@veza/contracts/media";
import { eventRow, mediaRow } from "../outbox/write.ts";

export interface UploadedSource {
  track_id: string;
  version: number;
  attempt: number;
  uploader_id: string;
  source_key: string;
  source_bytes: number;
  file_name: string;
  plan: Plan;
}

/**
 * The order to the media pipeline. Its id is made of the run, so that one run is ordered once however often
 * it is written.
 */
export function uploadedEvent(source: UploadedSource, traceparent: string, now: Date) {
  const { plan, ...data } = source;
  const limits: Pick<AudioJob, "max_bytes" | "max_duration_ms"> = PLANS[plan];
  return mediaRow(
    {
      id: `track.uploaded:${source.track_id}:${source.version}:${source.attempt}`,
      type: "track.uploaded",
      traceparent,
      data: { ...data, ...limits },
    },
    now,
  );
}

/** Tells veza-stream (by way of our own consumer) that who may hear this track has changed. */
export const changedEvent = (trackId: string, now: Date) =>
  eventRow({ type: "track.changed", data: { track_id: trackId } }, now);
export const deletedEvent = (trackId: string, now: Date) =>
  eventRow({ type: "track.deleted", data: { track_id: trackId } }, now);
export const publishedEvent = (trackId: string, now: Date) =>
  eventRow({ type: "track.published", data: { track_id: trackId } }, now);
