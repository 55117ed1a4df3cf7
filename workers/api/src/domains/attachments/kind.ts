import { MAX_IMAGE_BYTES } from "@veza/contracts/http/attachments";
import { isPictureMime } from "@veza/contracts/picture-formats";
import { AppError } from "@veza/worker-kit/app-error";
import { fileTypeFromBuffer } from "file-type";

export interface SniffedKind {
  kind: "image" | "audio" | "file";
  mime: string;
}

/** Sounds that browsers play, under the name that they know. */
const SOUNDS: Record<string, string> = {
  "audio/mpeg": "audio/mpeg",
  "audio/wav": "audio/wav",
  "audio/flac": "audio/flac",
  "audio/x-flac": "audio/flac",
  "audio/ogg": "audio/ogg",
  "audio/ogg; codecs=opus": "audio/ogg",
  "audio/opus": "audio/ogg",
  "audio/mp4": "audio/mp4",
  "audio/x-m4a": "audio/mp4",
  "audio/aac": "audio/aac",
};
/** A file whose bytes say nothing. */
export const UNKNOWN_MIME = "application/octet-stream";

/** What the first bytes of a file say that it is. Its name and what the client calls it are not asked. */
export async function sniffKind(head: Uint8Array): Promise<SniffedKind> {
  // An ID3 tag may be longer than what we look at, and hides what follows.
  if (head[0] === 0x49 && head[1] === 0x44 && head[2] === 0x33) return { kind: "audio", mime: "audio/mpeg" };
  const mime = (await fileTypeFromBuffer(head))?.mime ?? UNKNOWN_MIME;
  if (isPictureMime(mime)) return { kind: "image", mime };
  const sound = SOUNDS[mime];
  return sound === undefined ? { kind: "file", mime } : { kind: "audio", mime: sound };
}

/** Throws `file_too_large` as soon as the first bytes say that a large file is a picture. @returns true */
export async function requireRoomFor(head: Uint8Array, length: number): Promise<true> {
  if (length > MAX_IMAGE_BYTES && (await sniffKind(head)).kind === "image")
    throw new AppError("file_too_large", { detail: "A picture may have 20 MB." });
  return true;
}
