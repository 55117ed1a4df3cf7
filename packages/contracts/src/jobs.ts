import { z } from "zod";
import { FailureCode, Review, Stage } from "./media.ts";
import { told } from "./text.ts";

export type { Review } from "./media.ts";

/**
 * The protocol between `veza-stream` and the transcoder.
 * `POST /jobs` with a JobRequest answers 200 `application/x-ndjson`: JobEvent lines, the last one `result`,
 * `failed` or `unavailable`. An answer that ends without one of these is a dead transcoder: try again.
 * 409 means that the same `job_key` runs already; 429 that all slots are taken; 503 that the transcoder
 * cannot take work (clamd down, shutting down). The body is then problem+json.
 *
 * The transcoder reads the source by `GET {media_url}/{source_key}` and stores each object by
 * `PUT {media_url}/{output_prefix}{name}` (with Content-Type and Content-Length), both with
 * `Authorization: Bearer {token}`. It holds no other credential.
 */
const JobBase = z.object({
  /** Work is keyed by this: a second run writes the same objects. `{track_id}/{folder}` */
  job_key: told.min(1).max(200),
  token: told.min(1),
  /** Absolute, without a trailing slash, such as `http://127.0.0.1:8787/stream/internal/media`. */
  media_url: z.url().regex(/^[!-~]+$/),
  source_key: told.min(1),
  source_bytes: z.int().nonnegative(),
  /** Ends with a slash, such as `hls/trk_…/v1/`. */
  output_prefix: told.regex(/\/$/),
});

export const AudioJob = JobBase.extend({
  kind: z.literal("audio"),
  file_name: told.max(400),
  max_duration_ms: z.int().positive(),
  max_bytes: z.int().positive(),
  /**
   * How long the job goes on without a caller, who may come back with the same `job_key` and a fresh token
   * and hear the rest; 0: it ends with its caller.
   */
  lease_ms: z.int().nonnegative().default(0),
});
export type AudioJob = z.infer<typeof AudioJob>;

/**
 * An artwork: decoded, cropped to a square, written as `{size}.jpg` for each of ARTWORK_SIZES without
 * metadata.
 */
export const ImageJob = JobBase.extend({ kind: z.literal("image") });
export type ImageJob = z.infer<typeof ImageJob>;

/**
 * A file for a chat room: scanned. Of an `image` two stills without metadata are written, `image.webp` (the
 * longest side at most ATTACHMENT_SIDE) and `thumbnail.webp` (THUMBNAIL_SIDE); of an `audio` the duration is
 * read; nothing of a `file`.
 */
export const AttachmentJob = JobBase.extend({
  kind: z.literal("attachment"),
  content: z.enum(["image", "audio", "file"]),
  max_bytes: z.int().positive(),
});
export type AttachmentJob = z.infer<typeof AttachmentJob>;
export const ATTACHMENT_SIDE = 2560;
export const THUMBNAIL_SIDE = 640;
export const ATTACHMENT_IMAGE = "image.webp";
export const ATTACHMENT_THUMBNAIL = "thumbnail.webp";

export const JobRequest = z.discriminatedUnion("kind", [AudioJob, ImageJob, AttachmentJob]);
export type JobRequest = z.infer<typeof JobRequest>;

export const Segment = z.object({
  number: z.int().nonnegative(),
  uri: told,
  /** On the media timeline of the rendition, priming included: the first segment starts at 0. */
  start_ms: z.number().nonnegative(),
  duration_ms: z.number().positive(),
  bytes: z.int().positive(),
});
export type Segment = z.infer<typeof Segment>;

export const Rendition = z.object({
  index: z.int().nonnegative(),
  /** `aac_64`, `aac_128`, `aac_256`, `flac`: also the folder below the output prefix. */
  name: told,
  /** RFC 6381, such as `mp4a.40.2` or `fLaC`. */
  codec: told,
  mime: told,
  lossless: z.boolean(),
  sample_rate: z.int().positive(),
  channels: z.int().positive(),
  /** Measured: bits per second of the most demanding segment, and of the whole rendition. */
  bandwidth: z.int().positive(),
  average_bandwidth: z.int().positive(),
  /** Samples at the start that the encoder added, and how many valid samples follow (gapless playback). */
  priming_samples: z.int().nonnegative(),
  valid_samples: z.int().nonnegative(),
  /** Paths below the output prefix. */
  playlist: told,
  init: told,
  init_bytes: z.int().positive(),
  segments: z.array(Segment).min(1),
});
export type Rendition = z.infer<typeof Rendition>;

export const SourceFacts = z.object({
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  bytes: z.int().nonnegative(),
  container: told,
  codec: told,
  sample_rate: z.int().positive(),
  bit_depth: z.int().positive().nullable(),
  channels: z.int().positive(),
  bitrate: z.int().nonnegative().nullable(),
  /** What was really decoded, not what the header says. */
  duration_ms: z.int().nonnegative(),
  tags: z.record(told.max(64), told.max(1000)),
});
export type SourceFacts = z.infer<typeof SourceFacts>;

export const Loudness = z.object({
  /** EBU R128 integrated loudness; null when the programme never passed the gate. */
  integrated_lufs: z.number().nullable(),
  true_peak_dbtp: z.number().nullable(),
  range_lu: z.number().nullable(),
});
export type Loudness = z.infer<typeof Loudness>;

/**
 * The whole result of an audio job. The same JSON is stored as `index.json` under the output prefix, last of
 * all objects: where it exists, the job was done.
 */
export const AudioResult = z.object({
  kind: z.literal("audio"),
  format_version: z.literal(1),
  source: SourceFacts,
  loudness: Loudness,
  /** Null when all that the file promises was read without an error. */
  review: Review.nullable().default(null),
  /** Below the output prefix. */
  master: z.literal("master.m3u8"),
  waveform: z.literal("waveform.json"),
  /** `artwork/` when the file held a picture: then `artwork/{size}.jpg` exist. */
  artwork: z.literal("artwork/").nullable(),
  renditions: z.array(Rendition).min(1),
  /** MP3 320. */
  download: z.object({ name: told, bytes: z.int().positive() }),
});
export type AudioResult = z.infer<typeof AudioResult>;

export const ImageResult = z.object({
  kind: z.literal("image"),
  width: z.int().positive(),
  height: z.int().positive(),
});
export type ImageResult = z.infer<typeof ImageResult>;

export const AttachmentResult = z.object({
  kind: z.literal("attachment"),
  /** Of the picture as it was stored, upright; null for anything else. */
  width: z.int().positive().nullable(),
  height: z.int().positive().nullable(),
  /** Null where it is no sound, or one that can't be read. */
  duration_ms: z.int().nonnegative().nullable(),
});
export type AttachmentResult = z.infer<typeof AttachmentResult>;

export const JobResult = z.discriminatedUnion("kind", [AudioResult, ImageResult, AttachmentResult]);
export type JobResult = z.infer<typeof JobResult>;

export const JobEvent = z.discriminatedUnion("type", [
  /** Entered a stage, or advanced in it; `progress` is of the whole job, 0–1, never falling. */
  z.object({ type: z.literal("stage"), stage: Stage, progress: z.number().min(0).max(1) }),
  z.object({ type: z.literal("stored"), key: told, bytes: z.int().nonnegative() }),
  /** At least every 5 s, so that a silent transcoder can be told from a busy one. */
  z.object({ type: z.literal("heartbeat") }),
  /** Milliseconds that each stage took, for the logs and the bench. */
  z.object({ type: z.literal("timing"), stages: z.record(told, z.number()) }),
  z.object({ type: z.literal("result"), result: JobResult }),
  /** Final: the same file would fail again. */
  z.object({ type: z.literal("failed"), code: FailureCode, detail: told.max(2000) }),
  /** Not the file's fault: try again later. */
  z.object({ type: z.literal("unavailable"), reason: told.max(500) }),
]);
export type JobEvent = z.infer<typeof JobEvent>;

/** `GET /readyz` of the transcoder. 200 when it can take work, else 503 with the same shape. */
export const TranscoderReadiness = z.object({
  ready: z.boolean(),
  ffmpeg: told.nullable(),
  clamd: told.nullable(),
  /** When the signatures were made, RFC 3339. */
  signatures_at: told.nullable(),
  running: z.int().nonnegative(),
  slots: z.int().positive(),
});
export type TranscoderReadiness = z.infer<typeof TranscoderReadiness>;
