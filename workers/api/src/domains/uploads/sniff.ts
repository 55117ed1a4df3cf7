import { fileTypeFromBuffer } from "file-type";

/** Bytes from the start of a file that sniffing looks at. */
export const SNIFF_BYTES = 4100;

/** Containers that may hold audio: whether they do, and whether it is sound, is for the pipeline to say. */
const MAYBE_AUDIO = new Set([
  "audio/wav",
  "audio/flac",
  "audio/x-flac",
  "audio/aiff",
  "audio/mpeg",
  "audio/mp4",
  "audio/x-m4a",
  "audio/aac",
  "audio/ogg",
  "audio/ogg; codecs=opus",
  "audio/opus",
  "audio/x-ms-asf",
  "audio/amr",
  "audio/wavpack",
  "audio/ape",
  "audio/matroska",
  "audio/webm",
  "video/mp4",
  "video/quicktime",
  "video/ogg",
  "video/webm",
  "video/matroska",
  "video/x-matroska",
  "video/x-ms-asf",
  "video/vnd.avi",
  "application/ogg",
  "application/vnd.ms-asf",
]);

/**
 * What the first bytes of an upload say. Names and declared types are not asked.
 * `no`: these bytes are surely something else (a picture, an archive, a program): refused before the rest is sent.
 * `maybe`: an audio container, or nothing known: taken, and scanned and probed by the pipeline, which has the last word.
 */
export async function sniffAudio(head: Uint8Array): Promise<"maybe" | "no"> {
  // An ID3 tag may be longer than what we look at, and hides what follows.
  if (head[0] === 0x49 && head[1] === 0x44 && head[2] === 0x33) return "maybe";
  const type = await fileTypeFromBuffer(head);
  return type === undefined || MAYBE_AUDIO.has(type.mime) ? "maybe" : "no";
}

/** The type of a picture that is taken as artwork, or null. */
export async function sniffImage(
  bytes: Uint8Array,
): Promise<"image/jpeg" | "image/png" | "image/webp" | null> {
  const type = await fileTypeFromBuffer(bytes.subarray(0, SNIFF_BYTES));
  const mime = type?.mime;
  return mime === "image/jpeg" || mime === "image/png" || mime === "image/webp" ? mime : null;
}
