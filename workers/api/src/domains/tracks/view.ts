import { FAILURES } from "@veza/contracts/failures";
import type { Track } from "@veza/contracts/http/tracks";
import type { FailureCode } from "@veza/contracts/media";
import type { TrackCard } from "@veza/contracts/ws/stream";
import { type GrantTier, issueGrant, listeningLifeMs, PUBLIC_GRANT } from "@veza/worker-kit/grant";
import { embeddedOf } from "./embedded.ts";
import { canDownload, isOwner, mediaAccess, type TrackFacts, type Viewer } from "./policy.ts";
import type { TrackRow } from "./queries.ts";

export function factsOf({ track }: TrackRow): TrackFacts {
  return {
    uploader_id: track.uploader_id,
    visibility: track.visibility,
    is_published: track.current_version !== null,
    is_deleted: track.deleted_at !== null,
    is_downloadable: track.is_downloadable,
  };
}

const failureOf = (code: FailureCode | null) => (code === null ? null : { code, ...FAILURES[code] });

/**
 * A track as one viewer gets it: addresses carry the grant that fits the viewer. The caller has checked
 * `canSee`. A track that listeners hear is `completed`, also while or after a replacement of its audio goes
 * wrong.
 */
export async function toTrack(row: TrackRow, viewer: Viewer, grantSecret: string, now: Date): Promise<Track> {
  const { track, current, latest, uploader } = row;
  const facts = factsOf(row);
  const access = mediaAccess(facts, viewer);
  const issue = (tier: GrantTier) =>
    issueGrant(
      { track_id: track.id, user_id: viewer?.user_id ?? "guest", tier },
      grantSecret,
      now.getTime(),
      // A moderator's ends soon and is renewed: his role may, and the media path knows of none.
      tier === "owner" && !isOwner(facts, viewer) ? undefined : listeningLifeMs(current?.duration_ms ?? 0),
    );
  const signed = access === "public" ? null : await issue(access);
  // Pictures' addresses are copied into cards, previews and pages of others: they must not open the sound.
  const picture = access === "public" || track.artwork_folder === null ? null : await issue("artwork");
  const base = `/stream/hls/${signed?.grant ?? PUBLIC_GRANT}/${track.id}`;
  const audio = current === null ? null : `${base}/v${current.version}`;
  const owner = isOwner(facts, viewer);
  const shown = current ?? latest;
  const replacing = current !== null && latest.version !== current.version;
  const downloadBase =
    current !== null && canDownload(facts, viewer) && !track.is_downloadable
      ? `/stream/hls/${(await issue("owner")).grant}/${track.id}/v${current.version}`
      : audio;
  return {
    id: track.id,
    title: track.title,
    artist: track.artist,
    description: track.description,
    genre: track.genre,
    tags: track.tags,
    bpm: track.bpm,
    key: track.key,
    isrc: track.isrc,
    license: track.license,
    visibility: track.visibility,
    is_downloadable: track.is_downloadable,
    status: shown.status,
    stage: shown.stage,
    progress: shown.progress,
    failure: failureOf(shown.failure_code),
    review: owner && shown.status === "needs_review" ? shown.review : null,
    duration_ms: shown.duration_ms,
    stream_manifest_url: audio === null ? null : `${audio}/master.m3u8`,
    grant_expires_at: signed === null ? null : new Date(signed.expires_at_ms).toISOString(),
    waveform_url: audio === null ? null : `${audio}/waveform.json`,
    artwork_url:
      track.artwork_folder === null
        ? null
        : `/stream/hls/${picture?.grant ?? PUBLIC_GRANT}/${track.id}/${track.artwork_folder}/${artworkFile(track.artwork_folder)}`,
    download_url: canDownload(facts, viewer) && downloadBase !== null ? `${downloadBase}/download.mp3` : null,
    loudness_lufs: shown.loudness_lufs,
    true_peak_dbtp: shown.true_peak_dbtp,
    audio: current?.audio ?? null,
    original: owner
      ? { sha256: shown.source_sha256, bytes: shown.source_bytes, file_name: shown.file_name }
      : null,
    queued_before: owner ? row.queued_before : null,
    embedded: owner ? embeddedOf(latest.embedded_tags ?? current?.embedded_tags ?? null) : null,
    play_count: track.play_count,
    like_count: track.like_count,
    comment_count: track.comment_count,
    uploader,
    revision: track.revision,
    replacement:
      replacing && owner
        ? {
            status: latest.status,
            stage: latest.stage,
            progress: latest.progress,
            failure: failureOf(latest.failure_code),
            review: latest.status === "needs_review" ? latest.review : null,
          }
        : null,
    created_at: track.created_at.toISOString(),
    published_at: track.published_at?.toISOString() ?? null,
  };
}

/** What a player shows of a track. The caller has checked `canSee`. */
export async function toCard(
  row: TrackRow,
  viewer: Viewer,
  grantSecret: string,
  now: Date,
): Promise<TrackCard> {
  const { id, title, artist, artwork_url } = await toTrack(row, viewer, grantSecret, now);
  return { id, title, artist, artwork_url };
}

/** Embedded pictures lie in a folder of their version; those set by hand have a folder of their own. */
const artworkFile = (folder: string) => (folder.startsWith("v") ? "artwork/600.jpg" : "600.jpg");
