import { join } from "node:path";
import { describeError } from "@veza/core/error-text";
import { audioInput, pictureOutput } from "../ffmpeg/args.ts";
import { FfmpegError, runFfmpeg } from "../ffmpeg/run.ts";
import { ffmpegLimits, type JobContext } from "../job-context.ts";
import { JobFailed } from "../outcome.ts";
import type { Source } from "../source.ts";
import type { Uploads } from "../uploads.ts";
import { makeSquares } from "./squares.ts";

/**
 * Stores the squares of a file's embedded picture. One that is broken or too large is left out: the track
 * goes on.
 */
export async function storeEmbeddedPicture(
  stream: number,
  work: { context: JobContext; source: Source; uploads: Uploads; signal: AbortSignal },
): Promise<"artwork/" | null> {
  const { context } = work;
  const limits = ffmpegLimits(context, work.signal);
  const raw = join(context.dir, "picture");
  try {
    await runFfmpeg(
      {
        input: { options: audioInput(), from: work.source.file },
        outputs: [{ options: pictureOutput(stream), target: { file: raw } }],
      },
      limits,
    );
    const { files } = await makeSquares(raw, context.dir, limits);
    for (const { size, file } of files) await work.uploads.put(`artwork/${size}.jpg`, { file }, "image/jpeg");
    return "artwork/";
  } catch (error) {
    if (work.signal.aborted || !isAboutThePicture(error)) throw error;
    context.log.warn("the embedded picture is left out", { reason: describeError(error) });
    return null;
  }
}

function isAboutThePicture(error: unknown): boolean {
  if (error instanceof JobFailed || error instanceof FfmpegError) return true;
  return error instanceof Error && "code" in error && error.code === "ENOENT";
}
