import { open } from "node:fs/promises";
import { join } from "node:path";
import { ARTWORK_SIZES } from "@veza/contracts/media";
import { pictureInput, squareOutput, squaresGraph } from "../ffmpeg/args.ts";
import { FfmpegError, type FfmpegLimits, runFfmpeg } from "../ffmpeg/run.ts";
import { JobFailed } from "../outcome.ts";
import { type Picture, sniffPicture } from "./sniff.ts";

/** Where the headers of every format that we take must have said how large the picture is. */
const HEAD_BYTES = 4 << 20;
const MOST_PIXELS = 50_000_000;
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
  const picture = sniffPicture(await readHead(file));
  if (!picture) throw new JobFailed("unsupported", "not a JPEG, PNG, WebP or GIF picture");
  if (picture.width < 1 || picture.height < 1) throw new JobFailed("damaged", "a picture without an area");
  if (picture.width * picture.height > MOST_PIXELS) {
    throw new JobFailed("too_large", `${picture.width} × ${picture.height} pixels`);
  }
  const files = ARTWORK_SIZES.map((size) => ({ size, file: join(dir, `${size}.jpg`) }));
  try {
    await runFfmpeg(
      {
        input: { options: pictureInput(picture.format), file },
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

async function readHead(file: string): Promise<Uint8Array> {
  const handle = await open(file);
  try {
    const { size } = await handle.stat();
    const head = new Uint8Array(Math.min(size, HEAD_BYTES));
    const { bytesRead } = await handle.read(head, 0, head.length, 0);
    return head.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}
