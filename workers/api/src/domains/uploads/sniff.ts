import { AUDIO_FORMATS, type AudioFormat, formatOfBytes } from "@veza/contracts/formats";
import { type ArtworkMime, isArtworkMime } from "@veza/contracts/picture-formats";
import { fileTypeFromBuffer } from "file-type";

/** Bytes from the start of a file that sniffing looks at. */
export const SNIFF_BYTES = 4100;

/** Containers of sound beside pictures that ffmpeg's demuxers of the table read too. */
const TAKEN = new Set(
  AUDIO_FORMATS.filter((format) => format.instead === null).flatMap((format) => format.mimes),
);

/**
 * What the first bytes of an upload say. Names and declared types are not asked. `no`: these bytes are surely
 * something else (a picture, an archive, a program): refused before the rest is sent. A format: known, and
 * not taken.
 * `maybe`: an audio container, or nothing known: taken, and scanned and probed by the pipeline, which has the
 * last word.
 */
export async function sniffAudio(head: Uint8Array): Promise<"maybe" | "no" | AudioFormat> {
  const format = formatOfBytes(head);
  if (format === "hidden") return "maybe";
  if (format !== null) return format.instead === null ? "maybe" : format;
  const type = await fileTypeFromBuffer(head);
  if (type === undefined || TAKEN.has(type.mime)) return "maybe";
  return AUDIO_FORMATS.find((one) => one.mimes.includes(type.mime)) ?? "no";
}

/** The type of a picture that is taken as artwork, or null. */
export async function sniffImage(bytes: Uint8Array): Promise<ArtworkMime | null> {
  const type = await fileTypeFromBuffer(bytes.subarray(0, SNIFF_BYTES));
  const mime = type?.mime;
  return mime !== undefined && isArtworkMime(mime) ? mime : null;
}
