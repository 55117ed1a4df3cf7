import type { DataOf } from "@veza/contracts/events";
import type { AudioFacts } from "@veza/contracts/http/tracks";
import type { Review } from "@veza/contracts/jobs";
import type { TrackProgress } from "@veza/contracts/ws/inbox";
import type { Logger } from "@veza/core/log";
import { released } from "@veza/worker-kit/rpc-result";
import { sql } from "drizzle-orm";
import { openDatabase } from "../../db/client.ts";
import { transaction } from "../../db/transaction.ts";
import { writeIf } from "../../db/write-if.ts";
import type { ApiEnv } from "../../env.ts";
import { getAccount } from "../accounts/service.ts";
import { failureText, reviewText } from "../mail/failures.ts";
import { pushLive } from "../notifications/live.ts";
import { eventRow, insertOutbox, markConsumed } from "../outbox/write.ts";
import { publishedEvent } from "./events.ts";
import { publication } from "./publication.ts";
import { findTrack, lockVersion, setTrack, setVersion } from "./queries.ts";
import { accessOf } from "./service.ts";

/** The handler that ends a run well. */
export const COMPLETE_TRACK = "complete track";

type Run = { track_id: string; version: number; attempt: number };

/**
 * A stage of a run that is still the newest one: written down and shown live. Late and repeated ones change
 * nothing.
 */
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
 * A run whose result was read back: the version becomes what listeners hear, or waits for its artist when
 * less could be read than the file promises: then nothing of it goes out. veza-stream is told first, so that
 * a client which sees `completed` can fetch at once; if we fail after that, nobody knows the address yet and
 * the event comes again.
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
  const { review } = data.result;
  const status = review === null ? "completed" : "needs_review";
  const swaps = review === null && (row.track.current_version ?? 0) < data.version;
  if (swaps) {
    await released(
      env.STREAM_RPC.setTrackAccess({
        ...accessOf(row),
        current: `v${data.version}`,
        revision: row.track.revision + 1,
      }),
    );
  }
  const { result } = data;
  const uploader = await getAccount(env, row.track.uploader_id);
  const type = review === null ? "track_processed" : "track_review";
  const events = [
    ...(review === null ? [publishedEvent(data.track_id, now)] : []),
    ...(uploader === null ? [] : told(env, uploader, row.track, { type, review }, now)),
  ];
  const changed = await transaction(env, async (tx) => {
    const locked = await lockVersion(tx, data.track_id, data.version);
    if (locked === null || !["processing", "failed"].includes(locked.version.status)) return false;
    await markConsumed(tx, eventId, COMPLETE_TRACK);
    await setVersion(tx, data.track_id, data.version, {
      status,
      review,
      has_picture: result.artwork !== null,
      stage: null,
      progress: 1,
      failure_code: null,
      failure_detail: null,
      duration_ms: result.source.duration_ms,
      loudness_lufs: result.loudness.integrated_lufs,
      true_peak_dbtp: result.loudness.true_peak_dbtp,
      audio: factsOf(data),
      embedded_tags: result.source.tags,
    });
    if (review === null && (locked.track.current_version ?? 0) < data.version)
      await setTrack(
        tx,
        data.track_id,
        publication(locked.track, data.version, result.artwork !== null, now),
      );
    if (events.length > 0) await insertOutbox(tx, events);
    return true;
  });
  if (!changed) return;
  await show(env, row.track.uploader_id, data, { status, stage: null, progress: 1, failure_code: null }, log);
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
    uploader === null ? [] : told(env, uploader, row.track, { type: "track_failed", code: data.code }, now),
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
  end: {
    type: "track_processed" | "track_failed" | "track_review";
    code?: DataOf<"transcoding.failed">["code"];
    review?: Review | null;
  },
  now: Date,
) {
  const { type, code, review } = end;
  const words =
    code !== undefined ? failureText(code, user.locale) : review ? reviewText(review, user.locale) : {};
  const page = review ? "my-tracks" : `tracks/${track.id}`;
  return [
    eventRow(
      {
        type: "notification.requested",
        data: {
          user_id: user.id,
          type,
          data: { track_id: track.id, title: track.title, ...(code === undefined ? {} : { code }) },
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
            link: `${env.PUBLIC_URL}/${page}`,
            ...words,
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
