import { z } from "zod";
import { endpoint } from "../endpoint.ts";
import { TrackId, UserId } from "../ids.ts";
import { FailureCode, License, Review, Stage, TrackStatus, Visibility } from "../media.ts";
import { ARTWORK_MIMES } from "../picture-formats.ts";
import { line, name, prose, told } from "../text.ts";
import { Username } from "./accounts.ts";
import { PageQuery, page } from "./pagination.ts";

export const TrackTitle = name(200);
export const ArtistName = name(100);
export const Tag = name(30);

/** What an artist may say of a track. */
const fields = {
  title: TrackTitle,
  artist: ArtistName,
  description: prose(2000).trim().nullable(),
  genre: line(50).nullable(),
  tags: z.array(Tag).max(10),
  bpm: z.number().min(40).max(300).nullable(),
  key: z
    .string()
    .regex(/^[A-G][#b]?m?$/)
    .nullable(),
  isrc: z
    .string()
    .regex(/^[A-Z]{2}[A-Z0-9]{3}\d{7}$/)
    .nullable(),
  license: License,
  visibility: Visibility,
  is_downloadable: z.boolean(),
} as const;

/** Body of an edit: any subset. */
export const TrackEdit = z.strictObject(fields).partial();
export type TrackEdit = z.infer<typeof TrackEdit>;

/** What a new track starts with; only title and artist have no default. */
export const TrackDraft = z.strictObject({
  title: fields.title,
  artist: fields.artist,
  description: fields.description.default(null),
  genre: fields.genre.default(null),
  tags: fields.tags.default([]),
  bpm: fields.bpm.default(null),
  key: fields.key.default(null),
  isrc: fields.isrc.default(null),
  license: fields.license.default("all-rights-reserved"),
  visibility: fields.visibility.default("public"),
  is_downloadable: fields.is_downloadable.default(false),
});
export type TrackDraft = z.infer<typeof TrackDraft>;

export const Uploader = z.object({ id: UserId, username: Username, avatar_url: told.nullable() });

/** Facts of the encode, shown on the track page: what came in and what listeners get. */
export const AudioFacts = z.object({
  container: told,
  codec: told,
  sample_rate: z.int(),
  bit_depth: z.int().nullable(),
  channels: z.int(),
  bitrate: z.int().nullable(),
  bytes: z.int(),
  renditions: z.array(
    z.object({
      index: z.int(),
      name: told,
      codec: told,
      bandwidth: z.int(),
      lossless: z.boolean(),
      sample_rate: z.int(),
      priming_samples: z.int(),
      valid_samples: z.int(),
    }),
  ),
});
export type AudioFacts = z.infer<typeof AudioFacts>;

/**
 * What the file says of itself, cleaned and cut to what a track may hold: offered to its uploader, never
 * taken over by itself.
 */
export const EmbeddedTags = z.object({
  title: told.nullable(),
  artist: told.nullable(),
  album: told.nullable(),
  genre: told.nullable(),
  year: z.int().nullable(),
  isrc: told.nullable(),
});
export type EmbeddedTags = z.infer<typeof EmbeddedTags>;

export const Track = z.object({
  id: TrackId,
  title: told,
  artist: told,
  description: told.nullable(),
  genre: told.nullable(),
  tags: z.array(told),
  bpm: z.number().nullable(),
  key: told.nullable(),
  isrc: told.nullable(),
  license: License,
  visibility: Visibility,
  is_downloadable: z.boolean(),
  status: TrackStatus,
  stage: Stage.nullable(),
  progress: z.number().min(0).max(1),
  failure: z.object({ code: FailureCode, message: told, remedy: told }).nullable(),
  /** Why a track in `needs_review` was held back, with both lengths; for its uploader. */
  review: Review.nullable(),
  /** Uploads that wait before this one; for its uploader, while it waits for its turn. */
  queued_before: z.int().nonnegative().nullable(),
  duration_ms: z.int().nullable(),
  /**
   * Path of the HLS master playlist; null until the track is `completed`. A signed one lasts
   * `grant_expires_at`.
   */
  stream_manifest_url: told.nullable(),
  /** When the signed addresses of this answer end; null when they don't (public track). */
  grant_expires_at: z.iso.datetime().nullable(),
  waveform_url: told.nullable(),
  artwork_url: told.nullable(),
  /** The MP3, where the uploader allows downloads (the uploader always has it). */
  download_url: told.nullable(),
  loudness_lufs: z.number().nullable(),
  true_peak_dbtp: z.number().nullable(),
  audio: AudioFacts.nullable(),
  /**
   * The file as it was uploaded, for its owner: SHA-256 in lower-case hex, and its size. Null for everybody
   * else.
   */
  original: z.object({ sha256: told, bytes: z.int(), file_name: told }).nullable(),
  /** For its uploader; null for everybody else, and until the file was read. */
  embedded: EmbeddedTags.nullable(),
  play_count: z.int(),
  like_count: z.int(),
  comment_count: z.int(),
  uploader: Uploader,
  /** Rises with every edit: the ETag is made from it. */
  revision: z.int(),
  /** A replacement of the audio that is still on its way; the old audio plays meanwhile. */
  replacement: z
    .object({
      status: TrackStatus,
      stage: Stage.nullable(),
      progress: z.number(),
      failure: z.object({ code: FailureCode, message: told, remedy: told }).nullable(),
      review: Review.nullable(),
    })
    .nullable(),
  created_at: z.iso.datetime(),
  published_at: z.iso.datetime().nullable(),
});
export type Track = z.infer<typeof Track>;

const tag = "Tracks";
const params = z.object({ track_id: TrackId });
const AUDIO_UPLOAD = ["multipart/form-data"] as const;

export const createTrack = endpoint({
  id: "createTrack",
  method: "POST",
  path: "/api/v1/tracks",
  idempotent: true,
  tag,
  summary:
    "Upload a small file: multipart with `title`, `artist`, further fields of a track, then `file`. Fields after the file are taken too.",
  auth: "required",
  capability: "tracks:create",
  stream: AUDIO_UPLOAD,
  limit: "upload",
  status: 201,
  response: Track,
  errors: [
    "email_not_verified",
    "empty_file",
    "file_too_large",
    "storage_full",
    "unsupported_media_type",
    "validation_failed",
    "csrf_failed",
  ],
});

export const getTrack = endpoint({
  id: "getTrack",
  method: "GET",
  path: "/api/v1/tracks/:track_id",
  tag,
  summary:
    "A track. One that is not `completed` or is private is there for its uploader and moderators only.",
  auth: "optional",
  params,
  status: 200,
  response: Track,
  errors: ["not_found"],
});

export const listTracks = endpoint({
  id: "listTracks",
  method: "GET",
  path: "/api/v1/tracks",
  tag,
  summary:
    "Published tracks; with one's own `uploader_id` also those that are private, on their way or failed.",
  auth: "optional",
  query: PageQuery.extend({
    sort: z.enum(["newest", "trending"]).default("newest"),
    genre: line(50).optional(),
    tag: Tag.optional(),
    uploader_id: UserId.optional(),
    /**
     * Up to 50 ids with commas between: these tracks in this order, without those that the caller may not
     * see.
     */
    ids: z
      .string()
      .regex(/^trk_[0-9a-z]{26}(,trk_[0-9a-z]{26}){0,49}$/)
      .optional(),
  }),
  status: 200,
  response: page(Track),
  errors: ["invalid_cursor"],
});

export const updateTrack = endpoint({
  id: "updateTrack",
  method: "PATCH",
  path: "/api/v1/tracks/:track_id",
  tag,
  summary: "Edit a track. `If-Match` carries the ETag that was read.",
  auth: "required",
  capability: "tracks:manage_own",
  params,
  body: TrackEdit,
  if_match: true,
  status: 200,
  response: Track,
  errors: ["not_found", "forbidden", "precondition_failed", "precondition_required", "csrf_failed"],
});

export const deleteTrack = endpoint({
  id: "deleteTrack",
  method: "DELETE",
  path: "/api/v1/tracks/:track_id",
  tag,
  summary: "Delete a track: gone at once for listeners, erased after 30 days.",
  auth: "required",
  capability: "tracks:manage_own",
  params,
  status: 204,
  errors: ["not_found", "forbidden", "csrf_failed"],
});

export const retryTrack = endpoint({
  id: "retryTrack",
  method: "POST",
  path: "/api/v1/tracks/:track_id/retry",
  tag,
  summary: "Run a failed track (or a failed replacement) through the pipeline again.",
  auth: "required",
  capability: "tracks:manage_own",
  params,
  status: 202,
  response: Track,
  errors: ["not_found", "forbidden", "wrong_state", "csrf_failed"],
});

export const publishTrack = endpoint({
  id: "publishTrack",
  method: "POST",
  path: "/api/v1/tracks/:track_id/publish",
  tag,
  summary:
    "Publish a track (or a replacement of its audio) that `needs_review` as it is: with what could be read of the file.",
  auth: "required",
  capability: "tracks:manage_own",
  params,
  status: 200,
  response: Track,
  errors: ["not_found", "forbidden", "wrong_state", "csrf_failed"],
});

export const replaceAudio = endpoint({
  id: "replaceAudio",
  method: "PUT",
  path: "/api/v1/tracks/:track_id/audio",
  tag,
  summary:
    "Replace the audio (multipart with `file`): address, comments and counts stay; swapped when ready.",
  auth: "required",
  capability: "tracks:manage_own",
  params,
  stream: AUDIO_UPLOAD,
  limit: "upload",
  status: 202,
  response: Track,
  errors: [
    "not_found",
    "forbidden",
    "wrong_state",
    "empty_file",
    "file_too_large",
    "storage_full",
    "unsupported_media_type",
    "csrf_failed",
  ],
});

export const putArtwork = endpoint({
  id: "putArtwork",
  method: "PUT",
  path: "/api/v1/tracks/:track_id/artwork",
  tag,
  summary: "Set the artwork: the bytes of a JPEG, PNG or WebP of at most 10 MB. Metadata is removed.",
  auth: "required",
  capability: "tracks:manage_own",
  params,
  stream: ARTWORK_MIMES,
  limit: "upload",
  status: 200,
  response: Track,
  errors: [
    "not_found",
    "forbidden",
    "payload_too_large",
    "unsupported_media_type",
    "unavailable",
    "csrf_failed",
  ],
});

export const MAX_ARTWORK_BYTES = 10_000_000;

export const TRACK_ENDPOINTS = [
  createTrack,
  getTrack,
  listTracks,
  updateTrack,
  deleteTrack,
  retryTrack,
  publishTrack,
  replaceAudio,
  putArtwork,
] as const;
