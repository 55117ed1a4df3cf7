import { UPLOAD_EXPIRES_MS } from "@veza/contracts/http/uploads";
import { RoomId, TrackId } from "@veza/contracts/ids";
import { PLANS } from "@veza/contracts/media";
import { newId } from "@veza/core/ids";
import { AppError } from "@veza/worker-kit/app-error";
import type { Principal } from "@veza/worker-kit/principal";
import { openDatabase } from "../../db/client.ts";
import { postgresError } from "../../db/postgres-error.ts";
import type { ApiEnv } from "../../env.ts";
import { type Account, getAccount, requireVerified, requireVerifiedOrBot } from "../accounts/service.ts";
import {
  attachmentIdOf,
  attachmentStatement,
  describeFile,
  requireAttachable,
} from "../attachments/service.ts";
import { requireWriter } from "../chat/room-access.ts";
import {
  createTrackStatements,
  replaceAudio,
  requireReplaceable,
  type StoredSource,
} from "../tracks/service.ts";
import { beginWithinCeilings } from "./ceilings.ts";
import { readDraft } from "./draft.ts";
import { displayName } from "./file-name.ts";
import {
  advanceUpload,
  findUpload,
  finishRoomUpload,
  finishUpload,
  type NewUpload,
  type UploadRow,
} from "./queries.ts";
import { RunningHash } from "./running-hash.ts";
import { parseMetadata } from "./tus-headers.ts";

/** What an upload has become once it is whole. */
export type Completed = { track_id: string } | { attachment_id: string };

/** Starts a resumable upload. What it will become is checked now, not after two gigabytes. */
export async function createUpload(
  env: ApiEnv,
  principal: Principal,
  input: { length: number | null; metadata: string | null },
  now: Date,
): Promise<UploadRow> {
  const { length } = input;
  if (length === null) throw new AppError("invalid_request", { detail: "Upload-Length is required." });
  if (length === 0) throw new AppError("empty_file");
  const fields = parseMetadata(input.metadata);
  const room = fields.get("room_id");
  // One file goes to one place: which of the two was meant is not for us to guess.
  if (room !== undefined && fields.has("track_id"))
    throw new AppError("invalid_request", {
      detail:
        "Upload-Metadata names a room and a track: a file goes into a message or replaces a track's audio.",
    });
  if (room !== undefined)
    return createRoomUpload(env, principal, { room, fields, length, metadata: input.metadata ?? "" }, now);
  const uploader = await requireVerified(env, principal.user_id);
  if (length > PLANS[uploader.plan].max_bytes) throw new AppError("file_too_large");
  const fileName = displayName(fields.get("filename") ?? "untitled");
  for (const name of ["filename", "filetype", "type", "name", "relativePath"]) fields.delete(name);
  const replaces = fields.get("track_id") ?? null;
  // What is no id of ours must not reach a query.
  if (replaces !== null && !TrackId.safeParse(replaces).success) throw new AppError("not_found");
  if (replaces !== null) await requireReplaceable(env, replaces, principal);
  const draft = replaces === null ? readDraft(fields) : null;

  const id = newId("upload", now.getTime());
  const key = `originals/${id}`;
  const multipart = await env.MEDIA.createMultipartUpload(key);
  const row = {
    id,
    user_id: uploader.id,
    draft,
    replaces_track_id: replaces,
    room_id: null,
    file_name: fileName,
    metadata: input.metadata ?? "",
    length,
    object_key: key,
    multipart_id: multipart.uploadId,
    hash_state: new RunningHash().save(),
    expires_at: new Date(now.getTime() + UPLOAD_EXPIRES_MS),
  };
  await beginOrAbort(env, uploader, row, multipart);
  return readUpload(env, id, principal, now);
}

/** A file for a message: by who may write in that room, within what a user may send to rooms in a day. */
async function createRoomUpload(
  env: ApiEnv,
  principal: Principal,
  input: { room: string; fields: Map<string, string>; length: number; metadata: string },
  now: Date,
): Promise<UploadRow> {
  const uploader = await requireVerifiedOrBot(env, principal.user_id);
  const roomId = RoomId.safeParse(input.room);
  if (!roomId.success) throw new AppError("not_found", { detail: "There is no such room." });
  requireAttachable(input.length);
  await requireWriter(env, roomId.data, uploader.id);
  const id = newId("upload", now.getTime());
  const key = `originals/${id}`;
  const multipart = await env.MEDIA.createMultipartUpload(key);
  const row = {
    id,
    user_id: uploader.id,
    draft: null,
    replaces_track_id: null,
    room_id: roomId.data,
    file_name: displayName(input.fields.get("filename") ?? "untitled"),
    metadata: input.metadata,
    length: input.length,
    object_key: key,
    multipart_id: multipart.uploadId,
    hash_state: new RunningHash().save(),
    expires_at: new Date(now.getTime() + UPLOAD_EXPIRES_MS),
  };
  await beginOrAbort(env, uploader, row, multipart);
  return readUpload(env, id, principal, now);
}

async function beginOrAbort(
  env: ApiEnv,
  uploader: Account,
  row: NewUpload,
  multipart: R2MultipartUpload,
): Promise<void> {
  try {
    await beginWithinCeilings(env, uploader, row);
  } catch (cause) {
    if (cause instanceof AppError) await multipart.abort();
    throw cause;
  }
}

/**
 * An upload of the caller that can still go on, or is done. Throws `not_found`, or `upload_gone` when it has
 * ended.
 */
export async function readUpload(
  env: ApiEnv,
  id: string,
  principal: Principal,
  now: Date,
): Promise<UploadRow> {
  const row = await findUpload(openDatabase(env), id, principal.user_id);
  if (row === null) throw new AppError("not_found");
  const over =
    row.status === "terminated" ||
    row.status === "expired" ||
    (row.status === "open" && row.expires_at <= now);
  if (over) throw new AppError("upload_gone");
  return row;
}

/**
 * Makes a track, or a room's file, of an upload whose last byte is stored. Safe to repeat after a crash at
 * any point: the object may be joined already, and the rows are written in one transaction that happens once.
 */
export async function completeUpload(
  env: ApiEnv,
  row: UploadRow,
  principal: Principal,
  traceparent: string,
  now: Date,
): Promise<Completed> {
  if (row.track_id !== null) return { track_id: row.track_id };
  if (row.attachment_id !== null) return { attachment_id: row.attachment_id };
  const db = openDatabase(env);
  await joinParts(env, row);
  if (row.room_id !== null) {
    const attachment_id = attachmentIdOf(row.id);
    const file = { ...row, upload_id: row.id, room_id: row.room_id };
    const described = await describeFile(env, file);
    await db.batch([attachmentStatement(db, described), finishRoomUpload(db, row.id, attachment_id)]);
    return { attachment_id };
  }
  const uploader = await getAccount(env, row.user_id);
  if (uploader === null) throw new AppError("unauthenticated");
  const source: StoredSource = {
    key: row.object_key,
    bytes: row.length,
    sha256: RunningHash.restore(row.hash_state).hex(),
    file_name: row.file_name,
  };
  if (row.replaces_track_id !== null) {
    const trackId = row.replaces_track_id;
    await replaceAudio(env, {
      track_id: trackId,
      uploader,
      source,
      traceparent,
      viewer: principal,
      now,
      also: (tx) => finishUpload(tx, row.id, trackId),
    });
    return { track_id: trackId };
  }
  if (row.draft === null) throw new Error("an upload without a target");
  // The track's id is made of the upload's, so that two requests that complete at once make one track.
  const trackId = row.id.replace(/^upl_/, "trk_");
  try {
    await db.batch([
      ...createTrackStatements(env, {
        track_id: trackId,
        uploader,
        draft: row.draft,
        source,
        traceparent,
        now,
      }),
      finishUpload(db, row.id, trackId),
    ]);
  } catch (cause) {
    if (postgresError(cause)?.constraint !== "tracks_pkey") throw cause;
  }
  return { track_id: trackId };
}

async function joinParts(env: ApiEnv, row: UploadRow): Promise<void> {
  const existing = await env.MEDIA.head(row.object_key);
  if (existing?.size === row.length) return;
  const multipart = env.MEDIA.resumeMultipartUpload(row.object_key, row.multipart_id);
  await multipart.complete(row.parts.map((part) => ({ partNumber: part.n, etag: part.etag })));
  if (row.tail_key !== null) await env.MEDIA.delete(row.tail_key);
}

/** tus termination, and what the cron does to expired uploads. Safe to repeat. */
export async function discardUpload(
  env: ApiEnv,
  row: UploadRow,
  status: "terminated" | "expired",
): Promise<void> {
  if (row.status !== "open") throw new AppError("upload_gone");
  const changed = await advanceUpload(openDatabase(env), row, { status });
  if (changed === null)
    throw new AppError("conflict", { detail: "The upload is being written to at this moment." });
  await env.MEDIA.resumeMultipartUpload(row.object_key, row.multipart_id).abort();
  if (row.tail_key !== null) await env.MEDIA.delete(row.tail_key);
}
