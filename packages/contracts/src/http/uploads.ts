import { z } from "zod";
import { endpoint } from "../endpoint.ts";
import { UploadId } from "../ids.ts";
import { told } from "../text.ts";

/** tus 1.0 (https://tus.io/protocols/resumable-upload): core, creation, expiration, checksum, termination. */
export const TUS_VERSION = "1.0.0";
export const TUS_EXTENSIONS = [
  "creation",
  "creation-with-upload",
  "expiration",
  "checksum",
  "termination",
] as const;
export const TUS_CHECKSUMS = ["sha256", "sha1"] as const;
/** Bytes that the web app sends in one PATCH: below the 100 MB that Cloudflare takes in one request. */
export const TUS_CHUNK_BYTES = 50 * 1024 * 1024;
/** An unfinished upload is kept this long after its last byte. */
export const UPLOAD_EXPIRES_MS = 7 * 86_400_000;

const tag = "Uploads";
const params = z.object({ upload_id: UploadId });
const stream = ["application/offset+octet-stream"] as const;

export const describeUploads = endpoint({
  id: "describeUploads",
  method: "GET",
  path: "/api/v1/uploads",
  tag,
  summary:
    "What this server takes: tus version, extensions, checksums, the size limit and formats for who asks.",
  auth: "optional",
  status: 200,
  response: z.object({
    tus_version: told,
    extensions: z.array(told),
    checksum_algorithms: z.array(told),
    max_bytes: z.int(),
    max_duration_ms: z.int(),
    /** Resumable uploads that one account may have begun and not finished. */
    max_open_uploads: z.int(),
    /** Of originals, those of open uploads included. */
    max_stored_bytes: z.int(),
    accepted_formats: z.array(told),
    chunk_bytes: z.int(),
  }),
});

export const createUpload = endpoint({
  id: "createUpload",
  method: "POST",
  path: "/api/v1/uploads",
  idempotent: true,
  tag,
  summary:
    "tus creation. `Upload-Metadata` holds filename, title, artist, visibility and may hold every other field of a track, or `track_id` to replace the audio of that track, or `room_id` for a file that goes into a chat message. Lists travel as JSON.",
  auth: "required",
  capability: "tracks:create",
  stream,
  limit: "upload",
  status: 201,
  errors: [
    "email_not_verified",
    "validation_failed",
    "empty_file",
    "file_too_large",
    "storage_full",
    "tus_version_unsupported",
    "tus_extension_unsupported",
    "upload_offset_mismatch",
    "not_found",
    "wrong_state",
    "unavailable",
    "csrf_failed",
  ],
});

export const headUpload = endpoint({
  id: "headUpload",
  method: "HEAD",
  path: "/api/v1/uploads/:upload_id",
  tag,
  summary:
    "tus: where the upload stands (`Upload-Offset`), and `Veza-Track-Id` or `Veza-Attachment-Id` once it is whole.",
  auth: "required",
  capability: "tracks:create",
  params,
  status: 200,
  errors: ["not_found", "upload_gone", "tus_version_unsupported"],
});

export const patchUpload = endpoint({
  id: "patchUpload",
  method: "PATCH",
  path: "/api/v1/uploads/:upload_id",
  tag,
  summary: "tus: append bytes at `Upload-Offset`, with `Upload-Checksum` if wanted.",
  auth: "required",
  capability: "tracks:create",
  params,
  stream,
  limit: "upload",
  status: 204,
  errors: [
    "not_found",
    "upload_gone",
    "upload_offset_mismatch",
    "checksum_mismatch",
    "unsupported_media_type",
    "tus_version_unsupported",
    "file_too_large",
    "csrf_failed",
  ],
});

export const deleteUpload = endpoint({
  id: "deleteUpload",
  method: "DELETE",
  path: "/api/v1/uploads/:upload_id",
  tag,
  summary: "tus termination: forget the upload and free its bytes.",
  auth: "required",
  capability: "tracks:create",
  params,
  status: 204,
  errors: ["not_found", "upload_gone", "tus_version_unsupported", "csrf_failed"],
});

export const UPLOAD_ENDPOINTS = [
  describeUploads,
  createUpload,
  headUpload,
  patchUpload,
  deleteUpload,
] as const;
