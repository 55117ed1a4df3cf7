import type { TrackAccess } from "@veza/contracts/rpc";
import type { Grant } from "@veza/worker-kit/grant";

/** A file below `hls/{track}/{folder}/`. */
export interface MediaPath {
  track_id: string;
  folder: string;
  file: string;
}

export type MediaDecision = "allow" | "not_found" | "grant_expired";

/**
 * Who may fetch what. Deny by default, and never tell whether something exists: everything that is refused is not found,
 * but for a grant of ours that ran out, which its holder renews.
 * @param grant `public`, an opened grant, `expired`, or null for a text that is none
 * @param access what veza-api said last of the track; null when it never said anything
 */
export function decideMedia(
  path: MediaPath,
  grant: "public" | Grant | "expired" | null,
  access: TrackAccess | null,
): MediaDecision {
  if (grant === null) return "not_found";
  if (grant === "expired") return "grant_expired";
  if (grant !== "public") {
    if (grant.track_id !== path.track_id) return "not_found";
    // The pipeline reads its own result back before anybody else may.
    if (grant.tier === "verify") return "allow";
    if (access?.gone === true) return "not_found";
    if (grant.tier === "owner") return "allow";
  }
  if (access === null || access.gone || access.current === null) return "not_found";
  if (grant === "public" && access.visibility !== "public") return "not_found";
  if (!isPublishedFolder(path.folder, access.current)) return "not_found";
  if (path.file === "index.json") return "not_found";
  if (path.file === "download.mp3" && !access.is_downloadable) return "not_found";
  return "allow";
}

/** Artwork, the current audio, and the audio that it replaced (somebody may be in the middle of it). */
function isPublishedFolder(folder: string, current: string): boolean {
  if (/^a\d+$/.test(folder)) return true;
  return /^v\d+$/.test(folder) && Number(folder.slice(1)) <= Number(current.slice(1));
}

const TYPES: Record<string, string> = {
  m3u8: "application/vnd.apple.mpegurl",
  mp4: "audio/mp4",
  m4s: "audio/mp4",
  mp3: "audio/mpeg",
  json: "application/json",
  jpg: "image/jpeg",
  webp: "image/webp",
};

/** The type of a file by its ending; null for every name that the pipeline does not write. */
export function mediaType(file: string): string | null {
  const match = /^(?:[a-z0-9_]+\/)?[a-z0-9_]+\.([a-z0-9]{2,4})$/.exec(file);
  return match?.[1] === undefined ? null : (TYPES[match[1]] ?? null);
}
