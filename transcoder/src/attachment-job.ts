import { join } from "node:path";
import {
  ATTACHMENT_IMAGE,
  ATTACHMENT_SIDE,
  ATTACHMENT_THUMBNAIL,
  type AttachmentJob,
  type AttachmentResult,
  THUMBNAIL_SIDE,
} from "@veza/contracts/jobs";
import { probeAudio } from "./ffmpeg/probe.ts";
import { makeStills } from "./image/stills.ts";
import { ffmpegLimits, type JobContext } from "./job-context.ts";
import { JobFailed } from "./outcome.ts";
import { fetchSource } from "./source.ts";
import { createUploads } from "./uploads.ts";

/**
 * A file for a chat room: scanned first, whatever it is. A picture is then stored twice, re-encoded without
 * metadata; of a sound the duration is read. A sound that can't be read is no failure: it is kept as a file.
 */
export async function runAttachmentJob(job: AttachmentJob, context: JobContext): Promise<AttachmentResult> {
  const { timings, emit } = context;
  emit({ type: "stage", stage: "scanning", progress: 0 });
  const source = await timings.of("scanning", () =>
    fetchSource({
      store: context.store,
      key: job.source_key,
      file: join(context.dir, "source"),
      maxBytes: job.max_bytes,
      expectedBytes: job.source_bytes,
      notRecognised: "unsupported",
      clamd: context.config.clamd,
      clamdTimeoutMs: context.config.clamd_timeout_ms,
      signal: context.signal,
      onBytes: () => undefined,
      onReceived: () => undefined,
    }),
  );
  context.metrics.sourceBytes({}, source.bytes);
  const nothing = { kind: "attachment" as const, width: null, height: null, duration_ms: null };
  if (job.content === "file") return nothing;
  if (job.content === "audio") {
    emit({ type: "stage", stage: "probing", progress: 0.5 });
    return {
      ...nothing,
      duration_ms: await timings.of("probing", () => durationOf(source.file, context)),
    };
  }
  emit({ type: "stage", stage: "transcoding", progress: 0.5 });
  const { width, height } = await storeStills(job, source.file, context);
  return { ...nothing, width, height };
}

async function durationOf(file: string, context: JobContext): Promise<number | null> {
  const limits = { ffprobePath: context.tools.ffprobe, signal: context.signal };
  try {
    const { seconds } = await probeAudio(file, limits);
    return seconds > 0 ? Math.round(seconds * 1000) : null;
  } catch (error) {
    if (!(error instanceof JobFailed)) throw error;
    context.log.info("a sound that can't be read stays a file", { reason: error.message });
    return null;
  }
}

async function storeStills(job: AttachmentJob, file: string, context: JobContext) {
  const { width, height, files } = await context.timings.of("transcoding", () =>
    makeStills(
      file,
      context.dir,
      [
        { name: ATTACHMENT_IMAGE, side: ATTACHMENT_SIDE },
        { name: ATTACHMENT_THUMBNAIL, side: THUMBNAIL_SIDE },
      ],
      ffmpegLimits(context),
    ),
  );
  const uploads = createUploads({
    store: context.store,
    prefix: job.output_prefix,
    onStored: (key, bytes) => {
      context.metrics.storedObjects();
      context.metrics.storedBytes({}, bytes);
      context.emit({ type: "stored", key, bytes });
    },
    onFailure: () => undefined,
  });
  await context.timings.of("storing", async () => {
    for (const one of files) await uploads.put(one.name, { file: one.file }, "image/webp");
    await uploads.settled();
  });
  return { width, height };
}
