import { join } from "node:path";
import type { ImageJob, ImageResult } from "@veza/contracts/jobs";
import { makeSquares } from "./image/squares.ts";
import { ffmpegLimits, type JobContext } from "./job-context.ts";
import { fetchSource } from "./source.ts";
import { createUploads } from "./uploads.ts";

const MOST_BYTES = 32_000_000;

/**
 * An artwork: scanned, judged by its header, cut to squares without metadata, stored. The size is the
 * source's.
 */
export async function runImageJob(job: ImageJob, context: JobContext): Promise<ImageResult> {
  const { timings, emit } = context;
  emit({ type: "stage", stage: "scanning", progress: 0 });
  const source = await timings.of("scanning", () =>
    fetchSource({
      store: context.store,
      key: job.source_key,
      file: join(context.dir, "source"),
      maxBytes: MOST_BYTES,
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
  emit({ type: "stage", stage: "transcoding", progress: 0.5 });
  const { picture, files } = await timings.of("transcoding", () =>
    makeSquares(source.file, context.dir, ffmpegLimits(context)),
  );
  const uploads = createUploads({
    store: context.store,
    prefix: job.output_prefix,
    onStored: (key, bytes) => {
      context.metrics.storedObjects();
      context.metrics.storedBytes({}, bytes);
      emit({ type: "stored", key, bytes });
    },
    onFailure: () => undefined,
  });
  await timings.of("storing", async () => {
    for (const { size, file } of files) await uploads.put(`${size}.jpg`, { file }, "image/jpeg");
    await uploads.settled();
  });
  const turned = picture.orientation >= 5;
  return {
    kind: "image",
    width: turned ? picture.height : picture.width,
    height: turned ? picture.width : picture.height,
  };
}
