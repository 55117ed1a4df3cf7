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
  /**
   * Encoded and ready, but less than the file promises: its artist publishes it as it is, or replaces the
   * file.
   */
  "needs_review",
  "failed",
  "quarantined",
] as const;
export const TrackStatus = z.enum(TRACK_STATUSES);
export type TrackStatus = z.infer<typeof TrackStatus>;

export const VISIBILITIES = ["public", "unlisted", "private"] as const;
export const Visibility = z.enum(VISIBILITIES);
export type Visibility = z.infer<typeof Visibility>;

/** Why a file did not become a track; what each means and what helps is in failures.ts. */
export const FAILURE_CODES = [
  "infected",
  "not_audio",
  "damaged",
  "too_long",
  "too_short",
  "too_large",
  "unsupported",
  "silent",
  "internal",
] as const;
export const FailureCode = z.enum(FAILURE_CODES);
export type FailureCode = z.infer<typeof FailureCode>;

/**
 * Why a track does not go out by itself: what could be read is less than the file exactly promises
 * (`shorter`), or the decoder reported errors on the way (`errors`). An estimate from a bit rate is no
 * promise. Milliseconds.
 */
export const Review = z.object({
  reason: z.enum(["shorter", "errors"]),
  readable_ms: z.int().nonnegative(),
  promised_ms: z.int().nonnegative().nullable(),
});
export type Review = z.infer<typeof Review>;

/** Limits of each plan: bytes of one file and milliseconds of audio. */
export const PLANS = {
  free: { max_bytes: 200_000_000, max_duration_ms: 60 * 60_000 },
  artist: { max_bytes: 2_000_000_000, max_duration_ms: 6 * 3_600_000 },
} as const;
/**
 * What one account may have at once: resumable uploads begun, and bytes of originals, those of open uploads
 * included.
 */
export const PLAN_CEILINGS = {
  free: { max_open_uploads: 10, max_stored_bytes: 20_000_000_000 },
  artist: { max_open_uploads: 30, max_stored_bytes: 1_000_000_000_000 },
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

/** Silence in a waveform file: 16 bits below full scale, in 1/100 dB. */
export const WAVEFORM_FLOOR = -9600;

/**
 * Waveform file: audiowaveform's JSON, version 2, 8 bit, one channel; `data` alternates minimum and maximum.
 * Our addition: `peak` and `rms`, one number for each pair, in 1/100 dB of full scale (0 to −9600): 8 bits
 * cannot tell the last words of a quiet passage from silence. Files from before have neither.
 */
export const Waveform = z.object({
  version: z.literal(2),
  channels: z.literal(1),
  sample_rate: z.int(),
  samples_per_pixel: z.int(),
  bits: z.literal(8),
  length: z.int(),
  data: z.array(z.int().min(-128).max(127)),
  rms: z.array(z.int().min(WAVEFORM_FLOOR).max(0)).optional(),
  peak: z.array(z.int().min(WAVEFORM_FLOOR).max(0)).optional(),
});
export type Waveform = z.infer<typeof Waveform>;
