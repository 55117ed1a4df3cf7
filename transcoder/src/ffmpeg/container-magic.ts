import { formatOfBytes } from "@veza/contracts/formats";

/**
 * Whether the first bytes are those of a format that carries audio and is taken, whatever tag stands before
 * it. Asked only after ffprobe has given up: then this was meant to be audio and is broken, instead of being
 * something else.
 */
export function looksLikeAudioContainer(head: Uint8Array): boolean {
  const format = formatOfBytes(head);
  return format === "hidden" || (format !== null && format.instead === null);
}
