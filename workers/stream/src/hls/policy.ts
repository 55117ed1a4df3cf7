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
 * Who may fetch what. Deny by default, and never tell whether something exists: everything that is refused is
 * not found, but for a grant of ours that ran out, which its holder renews.
 * @param grant `public`, an opened grant, `expired`, or null for a text that is none
 * @param access what veza-api said last of the track; null when it never said anything
 */
export function decideMedia(
  path: MediaPath,
  grant: "public" | Grant | "expired" | null,
  access: TrackAccess | null,
  now_ms: number,
): MediaDecision {
  if (grant === null) return "not_found";
  if (grant === "expired") return "grant_expired";
  if (grant !== "public") {
    if (grant.track_id !== path.track_id) return "not_found";
    // The pipeline reads its own result back before anybody else may.
    if (grant.tier === "verify") return "allow";
    if (access?.gone === true) return "not_found";
    // It was made for who may see the picture, published or not, and opens nothing else.
    if (grant.tier === "artwork") return isArtwork(path) && isShown(path, access) ? "allow" : "not_found";
    if (grant.tier === "owner") return "allow";
  }
  if (access === null || access.gone || access.current === null) return "not_found";
  if (grant === "public" && access.visibility !== "public") return "not_found";
  // A grant lives longer than the track: who withdraws a track from who knew its address is obeyed here.
  if (grant !== "public" && access.visibility === "private") return "not_found";
  if (!isPublishedFolder(path, access, now_ms)) return "not_found";
  if (path.file === "index.json") return "not_found";
  if (path.file === "download.mp3" && !access.is_downloadable) return "not_found";
  return "allow";
}

/**
 * Pictures lie in folders of their own, or below `artwork/` in the folder of the version that they came with.
 */
const isArtwork = ({ folder, file }: MediaPath): boolean =>
  /^a\d+$/.test(folder) || (/^v\d+$/.test(folder) && /^artwork\/[a-z0-9_]+\.(?:jpg|webp)$/.test(file));

/** Whether this picture is the one that the track shows. One that was replaced was meant to go. */
function isShown({ folder }: MediaPath, access: TrackAccess | null): boolean {
  return access?.artwork === undefined || access.artwork === folder;
}

/**
 * The picture that is shown, the current audio, and for a while the audio that it replaced: somebody may be
 * in the middle of it.
 */
function isPublishedFolder(path: MediaPath, access: TrackAccess, now_ms: number): boolean {
  if (isArtwork(path)) return isShown(path, access);
  if (!/^v\d+$/.test(path.folder) || access.current === null) return false;
  if (path.folder === access.current) return true;
  const isOlder = Number(path.folder.slice(1)) < Number(access.current.slice(1));
  return isOlder && access.replaced_until_ms !== null && now_ms < access.replaced_until_ms;
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
