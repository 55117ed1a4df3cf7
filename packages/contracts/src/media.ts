import { z } from "zod";

/** Stages of a track in `processing`, in order. */
export const STAGES = ["scanning", "probing", "analysing", "transcoding", "verifying"] as const;
export const Stage = z.enum(STAGES);
export type Stage = z.infer<typeof Stage>;

export const TRACK_STATUSES = [
  "draft",
  "uploading",
  "processing",
  "completed",
  "failed",
  "quarantined",
] as const;
export const TrackStatus = z.enum(TRACK_STATUSES);
export type TrackStatus = z.infer<typeof TrackStatus>;

export const VISIBILITIES = ["public", "unlisted", "private"] as const;
export const Visibility = z.enum(VISIBILITIES);
export type Visibility = z.infer<typeof Visibility>;

/**
 * Why a track failed: a code, the sentence that its artist reads, and what the artist can do about it.
 * The web app translates by code; these texts are what programs see.
 */
export const FAILURES = {
  infected: {
    message: "The virus scanner found malware in this file.",
    remedy: "Export the audio again from your editor on a clean machine and upload the new file.",
  },
  not_audio: {
    message: "This file does not contain audio that we recognise.",
    remedy: "Upload a WAV, FLAC, AIFF, MP3, M4A/AAC, ALAC, Ogg Vorbis, Opus or WMA file.",
  },
  damaged: {
    message: "The audio in this file is damaged and could not be decoded.",
    remedy: "Export the file again and check that it plays to the end before you upload it.",
  },
  too_long: {
    message: "This recording is longer than your plan allows.",
    remedy: "Split the recording into shorter parts.",
  },
  too_short: {
    message: "This recording is too short to be published.",
    remedy: "Upload a recording that lasts at least a fifth of a second.",
  },
  too_large: {
    message: "This file is larger than your plan allows.",
    remedy: "Export it as FLAC, which keeps every bit in about half of the size.",
  },
  unsupported: {
    message: "The audio in this file uses a format that we can't decode.",
    remedy: "Export it as WAV or FLAC and upload it again.",
  },
  silent: {
    message: "This recording is silent from start to end.",
    remedy: "Check the export settings of your editor: the right tracks may be muted.",
  },
  internal: {
    message: "Something went wrong on our side while we prepared this track.",
    remedy: "Your file is safe. Press retry; if it happens again, tell us the track's address.",
  },
} as const satisfies Record<string, { message: string; remedy: string }>;
export type FailureCode = keyof typeof FAILURES;
export const FailureCode = z.enum(Object.keys(FAILURES) as [FailureCode, ...FailureCode[]]);

/** Audio containers that are taken, by what their content says; the web app shows the list before an upload. */
export const ACCEPTED_FORMATS = [
  "WAV",
  "FLAC",
  "AIFF",
  "MP3",
  "M4A / AAC",
  "ALAC",
  "Ogg Vorbis",
  "Opus",
  "WMA",
] as const;

/** Limits of each plan: bytes of one file and milliseconds of audio. */
export const PLANS = {
  free: { max_bytes: 200_000_000, max_duration_ms: 60 * 60_000 },
  artist: { max_bytes: 2_000_000_000, max_duration_ms: 6 * 3_600_000 },
} as const;
export type Plan = keyof typeof PLANS;

export const LICENSES = [
  "all-rights-reserved",
  "CC BY",
  "CC BY-SA",
  "CC BY-NC",
  "CC BY-ND",
  "CC BY-NC-SA",
  "CC BY-NC-ND",
  "public-domain",
] as const;
export const License = z.enum(LICENSES);

/** Sides in pixels of the square JPEGs kept for an artwork; `artwork_url` names the 600 one. */
export const ARTWORK_SIZES = [160, 600, 1200] as const;
export type ArtworkSize = (typeof ARTWORK_SIZES)[number];

/** The address of another size of an artwork: they differ in the last path element only. */
export function artworkAt(artworkUrl: string, size: ArtworkSize): string {
  return artworkUrl.replace(/\/\d+\.jpg$/, `/${size}.jpg`);
}

/** Waveform file: audiowaveform's JSON, version 2, 8 bit, one channel; `data` alternates minimum and maximum. */
export const Waveform = z.object({
  version: z.literal(2),
  channels: z.literal(1),
  sample_rate: z.int(),
  samples_per_pixel: z.int(),
  bits: z.literal(8),
  length: z.int(),
  data: z.array(z.int().min(-128).max(127)),
});
export type Waveform = z.infer<typeof Waveform>;
