export type FileFault = "empty" | "too_large" | "not_audio";

const AUDIO_NAMES =
  /\.(wav|wave|bwf|flac|aiff?|aifc|mp3|m4a|mp4|aac|adts|alac|caf|ogg|oga|opus|wma|asf|mka)$/i;

/**
 * What can be told of a file before it is sent. The server judges by content; here a file is refused only when
 * neither its type nor its name speaks of audio.
 */
export function faultOf(
  file: { name: string; size: number; type: string },
  maxBytes: number | null,
): FileFault | null {
  if (file.size === 0) return "empty";
  if (maxBytes !== null && file.size > maxBytes) return "too_large";
  const isAudio =
    file.type.startsWith("audio/") ||
    file.type === "video/mp4" ||
    file.type === "application/ogg" ||
    AUDIO_NAMES.test(file.name);
  return isAudio ? null : "not_audio";
}
