import { formatOfName, type Instead } from "@veza/contracts/formats";

export type FileFault =
  | { kind: "empty" | "too_large" | "not_audio" }
  /** A format that is known and not taken, and what to do instead. */
  | { kind: "not_taken"; name: string; instead: Instead };

/**
 * What can be told of a file before it is sent. The server judges by content; here a file is refused only
 * when its name or its type speaks of a format that is not taken, or when neither speaks of audio.
 */
export function faultOf(
  file: { name: string; size: number; type: string },
  maxBytes: number | null,
): FileFault | null {
  if (file.size === 0) return { kind: "empty" };
  if (maxBytes !== null && file.size > maxBytes) return { kind: "too_large" };
  const format = formatOfName(file);
  if (format !== null)
    return format.instead === null ? null : { kind: "not_taken", name: format.name, instead: format.instead };
  return file.type.startsWith("audio/") ? null : { kind: "not_audio" };
}
