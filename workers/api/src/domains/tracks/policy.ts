import { can } from "@veza/contracts/roles";
import type { Principal } from "@veza/worker-kit/principal";

/** What a decision about a track rests on. */
export interface TrackFacts {
  uploader_id: string;
  visibility: "public" | "unlisted" | "private";
  is_published: boolean;
  is_deleted: boolean;
  is_downloadable: boolean;
}
export type Viewer = Pick<Principal, "user_id" | "role" | "network"> | null;

export const isOwner = (track: TrackFacts, viewer: Viewer): boolean =>
  viewer !== null && viewer.user_id === track.uploader_id;

export const mayModerate = (viewer: Viewer): boolean =>
  viewer !== null && can(viewer.role, "tracks:moderate");

/**
 * Who may know that a track exists: everyone once it is published and not private, its uploader and
 * moderators always.
 */
export function canSee(track: TrackFacts, viewer: Viewer): boolean {
  if (track.is_deleted) return false;
  if (isOwner(track, viewer) || mayModerate(viewer)) return true;
  return track.is_published && track.visibility !== "private";
}

/** Whether somebody sees a track only because they moderate: nobody else but its uploader would. */
export const seesAsModerator = (track: TrackFacts, viewer: Viewer): boolean =>
  mayModerate(viewer) && !isOwner(track, viewer) && canSee(track, viewer) && !canSee(track, null);

/** Who may listen: everyone who may see it, as soon as there is something published to hear. */
export const canHear = (track: TrackFacts, viewer: Viewer): boolean =>
  track.is_published && canSee(track, viewer);

/** Edit, retry and replace are the uploader's alone. */
export const canEdit = (track: TrackFacts, viewer: Viewer): boolean =>
  !track.is_deleted && isOwner(track, viewer);

export const canDelete = (track: TrackFacts, viewer: Viewer): boolean =>
  !track.is_deleted && (isOwner(track, viewer) || mayModerate(viewer));

/** How its media may be fetched: by the open path, or by a signed grant of one tier. */
export function mediaAccess(track: TrackFacts, viewer: Viewer): "public" | "listener" | "owner" {
  if (isOwner(track, viewer) || mayModerate(viewer)) {
    return track.visibility === "public" && track.is_published ? "public" : "owner";
  }
  return track.visibility === "public" ? "public" : "listener";
}

/** The uploader may always have the MP3; others where it is offered. */
export const canDownload = (track: TrackFacts, viewer: Viewer): boolean =>
  track.is_published && (isOwner(track, viewer) || track.is_downloadable);
