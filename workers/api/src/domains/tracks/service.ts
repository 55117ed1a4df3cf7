import type { TrackDraft, TrackEdit } from "@veza/contracts/http/tracks";
import type { TrackAccess } from "@veza/contracts/rpc";
import type { Logger } from "@veza/core/log";
import { AppError } from "@veza/worker-kit/app-error";
import { listeningLifeMs } from "@veza/worker-kit/grant";
import type { Principal } from "@veza/worker-kit/principal";
import { released } from "@veza/worker-kit/rpc-result";
import { type SQL, sql } from "drizzle-orm";
import { openDatabase } from "../../db/client.ts";
import { type Transaction, transaction } from "../../db/transaction.ts";
import { writeIf } from "../../db/write-if.ts";
import type { ApiEnv } from "../../env.ts";
import { type Account, getAccount } from "../accounts/service.ts";
import { actorOf, writeAudit } from "../audit/service.ts";
import { insertOutbox } from "../outbox/write.ts";
import { changedEvent, deletedEvent, uploadedEvent } from "./events.ts";
import { recordModerator } from "./moderator-trace.ts";
import { canDelete, canEdit, canSee, isOwner, type Viewer } from "./policy.ts";
import {
  countVersions,
  findTrack,
  findTracksById,
  insertTrack,
  insertVersion,
  lockTrack,
  setTrack,
  type TrackRow,
} from "./queries.ts";
import { factsOf } from "./view.ts";

export { storedBytes } from "./queries.ts";

/** A file that lies in R2, whole and hashed. */
export interface StoredSource {
  key: string;
  bytes: number;
  sha256: string;
  file_name: string;
}

/**
 * The statements that make a track of a stored file: the row, its first version, and the order to the
 * pipeline.
 */
export function createTrackStatements(
  env: ApiEnv,
  input: {
    track_id: string;
    uploader: Account;
    draft: TrackDraft;
    source: StoredSource;
    traceparent: string;
    now: Date;
  },
) {
  const db = openDatabase(env);
  const { track_id, uploader, draft, source, now } = input;
  const run = { track_id, version: 1, attempt: 1 };
  return [
    insertTrack(db, {
      id: track_id,
      uploader_id: uploader.id,
      ...draft,
      tags: normaliseTags(draft.tags),
      latest_version: 1,
    }),
    insertVersion(db, {
      ...run,
      status: "processing",
      source_key: source.key,
      source_bytes: source.bytes,
      source_sha256: source.sha256,
      file_name: source.file_name,
    }),
    insertOutbox(db, [
      uploadedEvent(
        {
          ...run,
          uploader_id: uploader.id,
          source_key: source.key,
          source_bytes: source.bytes,
          file_name: source.file_name,
          plan: uploader.plan,
        },
        input.traceparent,
        now,
      ),
    ]),
  ] as const;
}

const normaliseTags = (tags: string[]) => [...new Set(tags.map((tag) => tag.toLowerCase()))];

/** A track that the viewer may see; throws `not_found` for every other one. */
export async function readTrack(env: ApiEnv, trackId: string, viewer: Principal | null): Promise<TrackRow> {
  const row = await findTrack(openDatabase(env), trackId);
  if (row === null || !canSee(factsOf(row), viewer)) throw new AppError("not_found");
  await recordModerator(env, [row], viewer, "read", new Date());
  return row;
}

/** These tracks in this order, each once, without those that the viewer may not see. */
export async function readTracks(env: ApiEnv, ids: string[], viewer: Viewer): Promise<TrackRow[]> {
  const rows = await findTracksById(openDatabase(env), ids);
  const visible = new Map(
    rows.filter((row) => canSee(factsOf(row), viewer)).map((row) => [row.track.id, row]),
  );
  await recordModerator(env, [...visible.values()], viewer, "read", new Date());
  return [...new Set(ids)].flatMap((id) => visible.get(id) ?? []);
}

/** A track that the viewer may change; throws `not_found` or `forbidden`. */
export async function readEditable(env: ApiEnv, trackId: string, viewer: Principal): Promise<TrackRow> {
  const row = await readTrack(env, trackId, viewer);
  if (!canEdit(factsOf(row), viewer))
    throw new AppError("forbidden", { detail: "Only its uploader may change this track." });
  return row;
}

/** Applies an edit if the track is still at `revision`; throws `precondition_failed` otherwise. */
export async function editTrack(
  env: ApiEnv,
  trackId: string,
  edit: TrackEdit,
  revision: number,
  viewer: Principal,
  now: Date,
): Promise<void> {
  await readEditable(env, trackId, viewer);
  const { tags, ...rest } = edit;
  const columns: SQL[] = Object.entries(rest).map(([name, value]) => sql`${sql.identifier(name)} = ${value}`);
  if (tags !== undefined) {
    const list = JSON.stringify(normaliseTags(tags));
    columns.push(sql`tags = array(select jsonb_array_elements_text(${list}::jsonb))`);
  }
  const changed = await writeIf(
    openDatabase(env),
    sql`update tracks set ${sql.join([...columns, sql`revision = revision + 1`, sql`updated_at = now()`], sql`, `)}
        where id = ${trackId} and revision = ${revision} and deleted_at is null`,
    [changedEvent(trackId, now)],
  );
  if (!changed)
    throw new AppError("precondition_failed", { detail: "Somebody changed this track since you read it." });
}

/** Soft: listeners lose it at once, its objects go after 30 days. */
export async function deleteTrack(env: ApiEnv, trackId: string, viewer: Principal, now: Date): Promise<void> {
  const row = await readTrack(env, trackId, viewer);
  if (!canDelete(factsOf(row), viewer)) throw new AppError("forbidden");
  await transaction(env, async (tx) => {
    const locked = await lockTrack(tx, trackId);
    // Of two clicks the second finds it done.
    if (locked === null) return;
    await setTrack(tx, trackId, { deleted_at: now });
    await insertOutbox(tx, [deletedEvent(trackId, now)]);
    if (isOwner(factsOf(row), viewer)) return;
    const act = { actor: actorOf(viewer), target_id: trackId, before: locked.track, after: null };
    await writeAudit(tx, "track.delete", act, now);
  });
}

/** Orders a failed run once more. Of two clicks one wins; the other gets `wrong_state`. */
export async function retryTrack(
  env: ApiEnv,
  trackId: string,
  viewer: Principal,
  traceparent: string,
  now: Date,
): Promise<void> {
  const { latest, track } = await readEditable(env, trackId, viewer);
  const uploader = await getAccount(env, track.uploader_id);
  if (latest.status !== "failed" || uploader === null)
    throw new AppError("wrong_state", { detail: "Only a failed track can be retried." });
  const attempt = latest.attempt + 1;
  const changed = await writeIf(
    openDatabase(env),
    sql`update track_versions set status = 'processing', attempt = ${attempt}, stage = null, progress = 0,
          failure_code = null, failure_detail = null, updated_at = now()
        where track_id = ${trackId} and version = ${latest.version} and attempt = ${latest.attempt} and status = 'failed'`,
    [
      uploadedEvent(
        {
          track_id: trackId,
          version: latest.version,
          attempt,
          uploader_id: uploader.id,
          source_key: latest.source_key,
          source_bytes: latest.source_bytes,
          file_name: latest.file_name,
          plan: uploader.plan,
        },
        traceparent,
        now,
      ),
    ],
  );
  if (!changed) throw new AppError("wrong_state", { detail: "This track is on its way again already." });
}

/** Throws `wrong_state` while a version is on its way: one replacement at a time. */
export async function requireReplaceable(env: ApiEnv, trackId: string, viewer: Principal): Promise<TrackRow> {
  const row = await readEditable(env, trackId, viewer);
  if (row.latest.status === "processing")
    throw new AppError("wrong_state", { detail: "Wait until the audio that is on its way has arrived." });
  return row;
}

/**
 * Makes a stored file the next version of a track. `also` runs in the same transaction. Throws `wrong_state`.
 */
export async function replaceAudio(
  env: ApiEnv,
  input: {
    track_id: string;
    uploader: Account;
    source: StoredSource;
    traceparent: string;
    viewer: Principal;
    now: Date;
    also?: (tx: Transaction) => Promise<unknown>;
  },
): Promise<void> {
  await requireReplaceable(env, input.track_id, input.viewer);
  const { track_id, source, now, uploader } = input;
  await transaction(env, async (tx) => {
    const locked = await lockTrack(tx, track_id);
    if (locked === null || locked.latest.status === "processing")
      throw new AppError("wrong_state", { detail: "Another replacement of this audio came first." });
    const run = { track_id, version: locked.track.latest_version + 1, attempt: 1 };
    await setTrack(tx, track_id, { latest_version: run.version });
    await insertVersion(tx, {
      ...run,
      status: "processing",
      source_key: source.key,
      source_bytes: source.bytes,
      source_sha256: source.sha256,
      file_name: source.file_name,
    });
    await input.also?.(tx);
    const order = {
      ...run,
      uploader_id: uploader.id,
      source_key: source.key,
      source_bytes: source.bytes,
      file_name: source.file_name,
      plan: uploader.plan,
    };
    await insertOutbox(tx, [uploadedEvent(order, input.traceparent, now)]);
  });
}

/** What veza-stream must know of a track, from its row. */
export function accessOf({ track, current }: TrackRow): TrackAccess {
  const isReplaced = current !== null && current.version > 1;
  return {
    track_id: track.id,
    uploader_id: track.uploader_id,
    visibility: track.visibility,
    current: track.current_version === null ? null : `v${track.current_version}`,
    gone: track.deleted_at !== null,
    is_downloadable: track.is_downloadable,
    artwork: track.artwork_folder,
    // Nothing of a version changes after it was published: its last change is the moment of the swap.
    replaced_until_ms: isReplaced
      ? current.updated_at.getTime() + listeningLifeMs(current.duration_ms ?? 0)
      : null,
    revision: track.revision,
  };
}

/** Tells veza-stream who may hear a track. Safe to repeat; the newest revision wins. */
export async function syncAccess(env: ApiEnv, trackId: string): Promise<void> {
  const row = await findTrack(openDatabase(env), trackId);
  if (row !== null) await released(env.STREAM_RPC.setTrackAccess(accessOf(row)));
}

/** At once after a change; what fails here is repeated by the event of the same change. */
export async function syncAccessNow(env: ApiEnv, trackId: string, log: Logger): Promise<void> {
  try {
    await syncAccess(env, trackId);
  } catch (cause) {
    log.error("access not told now, its event will", cause, { track_id: trackId });
  }
}

/** How many uploaded versions stand in each state, for metrics. */
export const countByState = (env: ApiEnv) => countVersions(openDatabase(env));
