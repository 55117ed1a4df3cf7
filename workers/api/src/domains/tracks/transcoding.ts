import type { DataOf } from "@veza/contracts/events";
import type { AudioFacts } from "@veza/contracts/http/tracks";
import type { TrackProgress } from "@veza/contracts/ws/inbox";
import type { Logger } from "@veza/worker-kit/log";
import { sql } from "drizzle-orm";
import { openDatabase } from "../../db/client.ts";
import { writeIf } from "../../db/write-if.ts";
import type { ApiEnv } from "../../env.ts";
import { getAccount } from "../accounts/service.ts";
import { failureText } from "../mail/failures.ts";
import { pushLive } from "../notifications/live.ts";
import { eventRow } from "../outbox/write.ts";
import { publishedEvent } from "./events.ts";
import { findTrack } from "./queries.ts";
import { accessOf } from "./service.ts";

type Run = { track_id: string; version: number; attempt: number };

/** A stage of a run that is still the newest one: written down and shown live. Late and repeated ones change nothing. */
export async function onProgress(
  env: ApiEnv,
  data: DataOf<"transcoding.progress">,
  log: Logger,
): Promise<void> {
  const result = await openDatabase(env).execute<{ uploader_id: string }>(sql`
    update track_versions v set stage = ${data.stage}, progress = ${data.progress}, updated_at = now()
    from tracks t
    where v.track_id = ${data.track_id} and v.version = ${data.version} and v.attempt = ${data.attempt}
      and v.status = 'processing' and v.progress <= ${data.progress} and t.id = v.track_id and t.deleted_at is null
    returning t.uploader_id`);
  const uploader = result.rows[0]?.uploader_id;
  if (uploader !== undefined)
    await show(
      env,
      uploader,
      data,
      { status: "processing", stage: data.stage, progress: data.progress, failure_code: null },
      log,
    );
}

/**
 * A run whose result was read back: the version becomes what listeners hear. veza-stream is told first, so that a client
 * which sees `completed` can fetch at once; if we fail after that, nobody knows the address yet and the event comes again.
 */
export async function onCompleted(
  env: ApiEnv,
  eventId: string,
  data: DataOf<"transcoding.completed">,
  now: Date,
  log: Logger,
): Promise<void> {
  const db = openDatabase(env);
  const row = await findTrack(db, data.track_id);
  if (row === null || row.track.deleted_at !== null) return;
  const swaps = (row.track.current_version ?? 0) < data.version;
  if (swaps) {
    await env.STREAM_RPC.setTrackAccess({
      ...accessOf(row),
      current: `v${data.version}`,
      revision: row.track.revision + 1,
    });
  }
  const { result } = data;
  const uploader = await getAccount(env, row.track.uploader_id);
  const events = [
    publishedEvent(data.track_id, now),
    ...(uploader === null ? [] : told(env, uploader, row.track, "track_processed", null, now)),
  ];
  const artwork = result.artwork === null ? null : `v${data.version}`;
  const changed = await writeIf(
    db,
    sql`update track_versions set status = 'completed', stage = null, progress = 1, failure_code = null, failure_detail = null,
          duration_ms = ${result.source.duration_ms}, loudness_lufs = ${result.loudness.integrated_lufs},
          true_peak_dbtp = ${result.loudness.true_peak_dbtp}, audio = ${JSON.stringify(factsOf(data))}::jsonb,
          embedded_tags = ${JSON.stringify(result.source.tags)}::jsonb, updated_at = now()
        where track_id = ${data.track_id} and version = ${data.version} and status in ('processing', 'failed')
          and not exists (select 1 from consumed_events where event_id = ${eventId})`,
    {
      events,
      also: [
        sql`insert into consumed_events (event_id) select ${eventId} from changed`,
        sql`update tracks set current_version = ${data.version},
              artwork_folder = case when ${artwork}::text is not null and (artwork_folder is null or artwork_folder like 'v%') then ${artwork} else artwork_folder end,
              published_at = coalesce(published_at, now()), revision = revision + 1, updated_at = now()
            where id = ${data.track_id} and coalesce(current_version, 0) < ${data.version} and exists (select 1 from changed)`,
      ],
    },
  );
  if (!changed) return;
  await show(
    env,
    row.track.uploader_id,
    data,
    { status: "completed", stage: null, progress: 1, failure_code: null },
    log,
  );
}

/** A run that ended for good: its artist gets a code, a sentence and a remedy. */
export async function onFailed(
  env: ApiEnv,
  data: DataOf<"transcoding.failed">,
  now: Date,
  log: Logger,
): Promise<void> {
  const db = openDatabase(env);
  const row = await findTrack(db, data.track_id);
  if (row === null || row.track.deleted_at !== null) return;
  const uploader = await getAccount(env, row.track.uploader_id);
  const changed = await writeIf(
    db,
    sql`update track_versions set status = 'failed', stage = null, failure_code = ${data.code}, failure_detail = ${data.detail}, updated_at = now()
        where track_id = ${data.track_id} and version = ${data.version} and attempt = ${data.attempt} and status = 'processing'`,
    { events: uploader === null ? [] : told(env, uploader, row.track, "track_failed", data.code, now) },
  );
  if (changed)
    await show(
      env,
      row.track.uploader_id,
      data,
      { status: "failed", stage: null, progress: row.latest.progress, failure_code: data.code },
      log,
    );
}

type Told = { id: string; email: string; username: string; locale: "en" | "fr" };

/** The notification and the mail about the end of a run. */
function told(
  env: ApiEnv,
  user: Told,
  track: { id: string; title: string },
  type: "track_processed" | "track_failed",
  code: DataOf<"transcoding.failed">["code"] | null,
  now: Date,
) {
  const failure = code === null ? {} : failureText(code, user.locale);
  return [
    eventRow(
      {
        type: "notification.requested",
        data: {
          user_id: user.id,
          type,
          data: { track_id: track.id, title: track.title, ...(code === null ? {} : { code }) },
        },
      },
      now,
    ),
    eventRow(
      {
        type: "mail.requested",
        data: {
          to: user.email,
          template: type,
          locale: user.locale,
          values: {
            username: user.username,
            title: track.title,
            link: `${env.PUBLIC_URL}/tracks/${track.id}`,
            ...failure,
          },
        },
      },
      now,
    ),
  ];
}

function factsOf({ result }: DataOf<"transcoding.completed">): AudioFacts {
  const { container, codec, sample_rate, bit_depth, channels, bitrate, bytes } = result.source;
  return {
    container,
    codec,
    sample_rate,
    bit_depth,
    channels,
    bitrate,
    bytes,
    renditions: result.renditions.map((rendition) => ({
      index: rendition.index,
      name: rendition.name,
      codec: rendition.codec,
      bandwidth: rendition.bandwidth,
      lossless: rendition.lossless,
      sample_rate: rendition.sample_rate,
      priming_samples: rendition.priming_samples,
      valid_samples: rendition.valid_samples,
    })),
  };
}

async function show(
  env: ApiEnv,
  userId: string,
  run: Run,
  state: Omit<TrackProgress, "t" | "track_id" | "version">,
  log: Logger,
): Promise<void> {
  await pushLive(
    env,
    userId,
    [{ t: "track.progress", track_id: run.track_id, version: run.version, ...state }],
    log,
  );
}
