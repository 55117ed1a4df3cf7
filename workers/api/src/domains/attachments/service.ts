import {
  type AttachmentState,
  MAX_ATTACHMENT_BYTES,
  MAX_IMAGE_BYTES,
} from "@veza/contracts/http/attachments";
import type { ChatAttachment } from "@veza/contracts/ws/chat-room";
import { AppError } from "@veza/worker-kit/app-error";
import { type Db, openDatabase } from "../../db/client.ts";
import type { ApiEnv } from "../../env.ts";
import { SNIFF_BYTES } from "../uploads/sniff.ts";
import { sniffKind } from "./kind.ts";
import {
  type AttachmentRow,
  findAttachment,
  holdAttachments,
  insertAttachment,
  type NewAttachment,
  ofRoom,
  ownUnheld,
  releaseAttachments,
} from "./queries.ts";

/** Bytes that one user may send to rooms within 24 hours. */
export const DAILY_BYTES = 500 * 1024 * 1024;

/** An upload whose last byte is stored. */
export interface UploadedFile {
  upload_id: string;
  user_id: string;
  room_id: string;
  object_key: string;
  length: number;
  file_name: string;
}

/** The file of an upload always has the same id, so that two requests that complete it at once make one. */
export const attachmentIdOf = (uploadId: string): string => uploadId.replace(/^upl_/, "att_");

/** Throws `file_too_large` for what no room takes, whatever it is. */
export function requireAttachable(length: number): void {
  if (length > MAX_ATTACHMENT_BYTES)
    throw new AppError("file_too_large", { detail: "A file for a room may have 50 MB." });
}

/** The row that an upload becomes. What it is, its bytes say. */
export async function describeFile(env: ApiEnv, file: UploadedFile): Promise<NewAttachment> {
  const object = await env.MEDIA.get(file.object_key, { range: { offset: 0, length: SNIFF_BYTES } });
  if (object === null) throw new Error("the uploaded object is not there");
  const { kind, mime } = await sniffKind(new Uint8Array(await object.arrayBuffer()));
  const isTooLarge = kind === "image" && file.length > MAX_IMAGE_BYTES;
  return {
    id: attachmentIdOf(file.upload_id),
    user_id: file.user_id,
    room_id: file.room_id,
    kind,
    mime,
    name: file.file_name,
    bytes: file.length,
    source_key: file.object_key,
    source_bytes: file.length,
    ...(isTooLarge ? { status: "refused" as const, code: "file_too_large" as const } : {}),
  };
}

/** The statement for the batch that ends the upload. */
export const attachmentStatement = (db: Db, row: NewAttachment) => insertAttachment(db, row);

/** One's own file, or `not_found`. */
export async function readOwn(env: ApiEnv, id: string, userId: string): Promise<AttachmentRow> {
  const row = await findAttachment(openDatabase(env), id);
  if (row === null || row.user_id !== userId) throw new AppError("not_found");
  return row;
}

/**
 * Forgets one's own file unless a message holds it: `wrong_state`. What is not there is forgotten already.
 */
export async function forgetOwn(env: ApiEnv, id: string, userId: string): Promise<void> {
  const db = openDatabase(env);
  await releaseAttachments(db, ownUnheld(userId, id));
  const row = await findAttachment(db, id);
  if (row !== null && row.user_id === userId)
    throw new AppError("wrong_state", { detail: "A message holds this file. Delete the message." });
}

/**
 * For a message: the author's own files of this room, in the order of the ids, held from now on. Null unless
 * all of them are that.
 */
export async function filesForMessage(
  env: ApiEnv,
  userId: string,
  roomId: string,
  ids: string[],
): Promise<ChatAttachment[] | null> {
  const unique = [...new Set(ids)];
  if (unique.length === 0) return [];
  const rows = await holdAttachments(openDatabase(env), { user_id: userId, room_id: roomId }, unique);
  const found = new Map(rows.map((row) => [row.id, toChatAttachment(row)]));
  const files = unique.flatMap((id) => found.get(id) ?? []);
  return files.length === unique.length ? files : null;
}

/** The messages that held these are gone: from now on nobody gets them. Safe to repeat. */
export async function releaseFiles(
  env: ApiEnv,
  event: { room_id: string; attachment_ids: string[] },
): Promise<void> {
  await releaseAttachments(openDatabase(env), ofRoom(event.room_id, event.attachment_ids));
}

export const toState = (row: AttachmentRow): AttachmentState => ({
  id: row.id,
  status: row.status,
  code: row.code,
  attachment: row.status === "ready" ? toChatAttachment(row) : null,
});

function toChatAttachment(row: AttachmentRow): ChatAttachment {
  const url = `/api/v1/attachments/${row.id}`;
  return {
    id: row.id,
    kind: row.kind,
    name: row.name,
    mime: row.mime,
    bytes: row.bytes,
    url: `${url}/original`,
    thumbnail_url: row.kind === "image" ? `${url}/thumbnail` : null,
    width: row.width,
    height: row.height,
    duration_ms: row.duration_ms,
  };
}
