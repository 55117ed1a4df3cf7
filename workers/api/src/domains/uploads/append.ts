import { UPLOAD_EXPIRES_MS } from "@veza/contracts/http/uploads";
import { AppError } from "@veza/worker-kit/app-error";
import { openDatabase } from "../../db/client.ts";
import type { ApiEnv } from "../../env.ts";
import { requireRoomFor } from "../attachments/kind.ts";
import { PART_BYTES, PartBuffer } from "./part-buffer.ts";
import { advanceUpload, type UploadRow } from "./queries.ts";
import { RunningHash } from "./running-hash.ts";
import { SNIFF_BYTES } from "./sniff.ts";
import { requireMaybeAudio } from "./store.ts";
import type { Checksum } from "./tus-headers.ts";

/**
 * Appends a request's bytes to an upload at its offset. Every whole part is stored and written down as it is
 * filled; when the connection is cut, what came in so far is kept as a tail object, so that the client goes
 * on from the byte that arrived last. A request with a checksum is all or nothing.
 *
 * Two requests never mix: each takes the pen (the row's revision) first, and the one that lost it stops at
 * its next write with `conflict`.
 * @returns the row as it stands afterwards
 */
export async function appendBytes(
  env: ApiEnv,
  upload: UploadRow,
  body: ReadableStream<Uint8Array> | null,
  checksum: Checksum | null,
): Promise<UploadRow> {
  const db = openDatabase(env);
  const multipart = env.MEDIA.resumeMultipartUpload(upload.object_key, upload.multipart_id);
  const tail = await readTail(env, upload);
  let row = await take(upload);
  const started = row;
  const inspect = (head: Uint8Array): Promise<true> =>
    row.room_id === null ? requireMaybeAudio(head) : requireRoomFor(head.slice(0, SNIFF_BYTES), row.length);
  const hash = RunningHash.restore(row.hash_state);
  const buffer = new PartBuffer(PART_BYTES, tail);
  const digest = checksum === null ? null : new crypto.DigestStream(checksum.algorithm);
  const digestWriter = digest?.getWriter();
  let received = 0;
  let sniffed = row.offset >= SNIFF_BYTES;
  /** The state after the last whole part, not yet written down while a checksum is awaited. */
  let parts = row.parts;

  async function take(current: UploadRow): Promise<UploadRow> {
    return write(current, {});
  }
  async function write(current: UploadRow, set: Parameters<typeof advanceUpload>[2]): Promise<UploadRow> {
    const expires_at = new Date(Date.now() + UPLOAD_EXPIRES_MS);
    const revision = await advanceUpload(db, current, { ...set, expires_at });
    if (revision === null)
      throw new AppError("conflict", { detail: "Another request is writing to this upload." });
    return { ...current, ...set, expires_at, revision };
  }
  async function storePart(bytes: Uint8Array<ArrayBuffer>): Promise<void> {
    const n = parts.length + 1;
    const { etag } = await multipart.uploadPart(n, bytes);
    parts = [...parts, { n, etag }];
  }
  /** Everything that came in is stored: whole parts, the rest as the last part or as a tail. */
  async function settle(): Promise<void> {
    const offset = started.offset + received;
    const rest = buffer.pending;
    const last = offset === row.length && rest.byteLength > 0;
    if (last) await storePart(rest);
    const tailKey = rest.byteLength > 0 && !last ? `uploads/${row.id}/tail-${row.revision}` : null;
    if (tailKey !== null) await env.MEDIA.put(tailKey, rest);
    row = await write(row, {
      offset,
      parts,
      hash_state: hash.save(),
      tail_key: tailKey,
      tail_bytes: tailKey === null ? 0 : rest.byteLength,
    });
    if (started.tail_key !== null && started.tail_key !== tailKey) await env.MEDIA.delete(started.tail_key);
  }

  const reader = body?.getReader();
  let broken: unknown = null;
  while (reader !== undefined) {
    const next = await reader.read().catch((cause: unknown) => {
      broken = cause;
      return { done: true as const, value: undefined };
    });
    if (next.done) break;
    if (started.offset + received + next.value.byteLength > row.length) {
      throw new AppError("file_too_large", { detail: "The body is longer than what is left of the upload." });
    }
    await digestWriter?.write(next.value);
    // Cut at the borders of parts, so that what is written down (offset, parts, hash) always speaks of the
    // same bytes.
    for (let at = 0; at < next.value.byteLength; ) {
      const slice = next.value.subarray(at, at + buffer.room);
      at += slice.byteLength;
      received += slice.byteLength;
      hash.update(slice);
      for (const part of buffer.push(slice)) {
        if (!sniffed) sniffed = await inspect(part);
        await storePart(part);
        if (checksum === null) {
          row = await write(row, {
            offset: started.offset + received,
            parts,
            hash_state: hash.save(),
            tail_key: null,
            tail_bytes: 0,
          });
        }
      }
    }
    if (!sniffed && buffer.pending.byteLength >= SNIFF_BYTES) sniffed = await inspect(buffer.pending);
  }
  await digestWriter?.close();
  if (broken !== null && checksum !== null)
    throw new AppError("invalid_request", {
      detail: "The connection broke before the checksum could be verified.",
      cause: broken,
    });
  if (digest !== null && checksum !== null && hex(await digest.digest) !== checksum.expected)
    throw new AppError("checksum_mismatch");
  if (!sniffed && started.offset + received === row.length) await inspect(buffer.pending);
  await settle();
  if (broken !== null)
    throw new AppError("invalid_request", {
      detail: "The connection broke; what arrived is kept.",
      cause: broken,
    });
  return row;
}

async function readTail(env: ApiEnv, upload: UploadRow): Promise<Uint8Array> {
  if (upload.tail_key === null) return new Uint8Array();
  const object = await env.MEDIA.get(upload.tail_key);
  const bytes = new Uint8Array((await object?.arrayBuffer()) ?? new ArrayBuffer(0));
  // Another request replaced the tail between our read of the row and of the object.
  if (bytes.byteLength !== upload.tail_bytes)
    throw new AppError("conflict", { detail: "Another request is writing to this upload." });
  return bytes;
}

const hex = (digest: ArrayBuffer) =>
  Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
