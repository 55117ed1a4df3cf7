import { join } from "node:path";
import { ARTWORK_SIZES } from "@veza/contracts/artwork";
import { pictureInput, squareOutput, squaresGraph } from "../ffmpeg/args.ts";
import { FfmpegError, type FfmpegLimits, runFfmpeg } from "../ffmpeg/run.ts";
import { JobFailed } from "../outcome.ts";
import { judgePicture } from "./judge.ts";
import type { Picture } from "./sniff.ts";

const TIMEOUT_MS = 60_000;

/**
 * Makes square JPEGs without metadata of the picture in `file`, into `dir`, one for each of ARTWORK_SIZES.
 * The size that the header states is judged before anything is decoded.
 * @throws JobFailed `unsupported` (no picture that we take), `too_large`, `damaged`.
 */
export async function makeSquares(
  file: string,
  dir: string,
  limits: FfmpegLimits,
): Promise<{ picture: Picture; files: Array<{ size: number; file: string }> }> {
  const picture = await judgePicture(file);
  const files = ARTWORK_SIZES.map((size) => ({ size, file: join(dir, `${size}.jpg`) }));
  try {
    await runFfmpeg(
      {
        input: { options: pictureInput(picture.format), from: file },
        graph: squaresGraph(picture, ARTWORK_SIZES),
        outputs: files.map((one, index) => ({ options: squareOutput(index), target: { file: one.file } })),
      },
      { ...limits, timeoutMs: Math.min(limits.timeoutMs, TIMEOUT_MS) },
    );
  } catch (error) {
    if (!(error instanceof FfmpegError)) throw error;
    throw new JobFailed("damaged", `the picture can't be decoded (${error.kind})`);
  }
  return { picture, files };
}
