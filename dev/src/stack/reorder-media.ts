import { MediaEvent } from "@veza/contracts/events";
import { PLANS } from "@veza/contracts/media";
import { neonTarget } from "../migrations/target.ts";

/**
 * The local queue lives in memory: what was on its way to the transcoder when a stack stopped is lost with it
 * (in production the platform keeps it). So at a start, the order for every audio that is still `processing`
 * is written to the outbox again, under the id that it had. Running it twice does no harm, for the pipeline
 * is keyed by run.
 * @returns how many were ordered
 */
export async function reorderMedia(fetchEndpoint: string, now: Date): Promise<number> {
  const target = neonTarget(fetchEndpoint);
  const [rows = []] = await target.transaction([
    {
      sql: `SELECT v.track_id, v.version, v.attempt, t.uploader_id, v.source_key, v.source_bytes, v.file_name, u.plan
            FROM track_versions v JOIN tracks t ON t.id = v.track_id JOIN users u ON u.id = t.uploader_id
            WHERE v.status = 'processing' AND t.deleted_at IS NULL`,
    },
  ]);
  const events = rows.map(
    ([track_id, version, attempt, uploader_id, source_key, source_bytes, file_name, plan]) =>
      MediaEvent.parse({
        id: `track.uploaded:${track_id}:${version}:${attempt}`,
        type: "track.uploaded",
        occurred_at: now.toISOString(),
        data: {
          track_id,
          version: Number(version),
          attempt: Number(attempt),
          uploader_id,
          source_key,
          source_bytes: Number(source_bytes),
          file_name,
          ...PLANS[plan === "artist" ? "artist" : "free"],
        },
      }),
  );
  if (events.length === 0) return 0;
  await target.transaction(
    events.map((event) => ({
      sql: "INSERT INTO outbox (event_id, queue, body) VALUES ($1, 'media', $2) ON CONFLICT DO NOTHING",
      params: [event.id, JSON.stringify(event)],
    })),
  );
  return events.length;
}
