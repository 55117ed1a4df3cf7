import { z } from "zod";
import { endpoint } from "../endpoint.ts";
import { AttachmentId } from "../ids.ts";
import { ChatAttachment } from "../ws/chat-room.ts";

/**
 * Files in chat go the way of every upload: tus on `/api/v1/uploads`, with `room_id` and `filename` in
 * `Upload-Metadata`. Once the last byte is in, the answer and later `HEAD`s carry `Veza-Attachment-Id`; the
 * file is scanned, a picture is re-encoded. Its id goes into `message.send` when it is `ready`. One that no
 * message names within a day is erased.
 */
export const MAX_ATTACHMENT_BYTES = 50 * 1024 * 1024;
export const MAX_IMAGE_BYTES = 20 * 1024 * 1024;

export const AttachmentState = z.object({
  id: AttachmentId,
  status: z.enum(["processing", "ready", "refused"]),
  /** Why it was refused. */
  code: z.enum(["infected", "not_image", "file_too_large"]).nullable(),
  /** Null until it is ready. */
  attachment: ChatAttachment.nullable(),
});
export type AttachmentState = z.infer<typeof AttachmentState>;

const tag = "Attachments";
const params = z.object({ attachment_id: AttachmentId });
const own = { tag, auth: "required", capability: "rooms:use" } as const;

export const getAttachment = endpoint({
  ...own,
  id: "getAttachment",
  method: "GET",
  path: "/api/v1/attachments/:attachment_id",
  summary: "How one's own upload for a room stands. One that could not be scanned is tried again by asking.",
  params,
  status: 200,
  response: AttachmentState,
  errors: ["not_found"],
});

export const deleteAttachment = endpoint({
  ...own,
  id: "deleteAttachment",
  method: "DELETE",
  path: "/api/v1/attachments/:attachment_id",
  summary: "Forget a file that no message holds yet. Safe to repeat.",
  params,
  status: 204,
  errors: ["wrong_state", "csrf_failed"],
});

export const getAttachmentFile = endpoint({
  id: "getAttachmentFile",
  method: "GET",
  path: "/api/v1/attachments/:attachment_id/:file",
  tag,
  summary:
    "The file (`original`), or the small picture (`thumbnail`), for who may read the room. Ranges are answered.",
  auth: "optional",
  params: params.extend({ file: z.enum(["original", "thumbnail"]) }),
  status: 200,
  errors: ["not_found", "range_not_satisfiable", "unavailable"],
});

export const ATTACHMENT_ENDPOINTS = [getAttachment, deleteAttachment, getAttachmentFile] as const;
