import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fitted, fittedGraph, pictureInput, webpOutput } from "../ffmpeg/args.ts";
import { FfmpegError, type FfmpegLimits, runFfmpeg } from "../ffmpeg/run.ts";
import { JobFailed } from "../outcome.ts";
import { judgePicture } from "./judge.ts";
import { stillOfWebp } from "./webp-still.ts";

const TIMEOUT_MS = 60_000;

/** @param side the longest side that the still may have */
export type Still = { name: string; side: number };

/**
 * Makes still WebPs without metadata of the whole picture in `file`, into `dir`. Of an animation, its first
 * frame.
 * @returns the size of the first one, upright
 * @throws JobFailed `unsupported` (no picture that we take), `too_large`, `damaged`.
 */
export async function makeStills(
  file: string,
  dir: string,
  stills: [Still, ...Still[]],
  limits: FfmpegLimits,
): Promise<{ width: number; height: number; files: Array<{ name: string; file: string }> }> {
  const { source, picture } = await openPicture(file, dir);
  const files = stills.map(({ name }) => ({ name, file: join(dir, name) }));
  const graph = fittedGraph(
    picture,
    stills.map(({ side }) => side),
  );
  try {
    await runFfmpeg(
      {
        input: { options: pictureInput(picture.format), from: source },
        graph,
        outputs: files.map((one, index) => ({ options: webpOutput(index), target: { file: one.file } })),
      },
      { ...limits, timeoutMs: Math.min(limits.timeoutMs, TIMEOUT_MS) },
    );
  } catch (error) {
    if (!(error instanceof FfmpegError)) throw error;
    throw new JobFailed("damaged", `the picture can't be decoded (${error.kind})`);
  }
  const size = fitted(picture, stills[0].side);
  const isTurned = picture.orientation >= 5;
  return {
    width: isTurned ? size.height : size.width,
    height: isTurned ? size.width : size.height,
    files,
  };
}

async function openPicture(file: string, dir: string) {
  const picture = await judgePicture(file);
  if (picture.format !== "webp") return { source: file, picture };
  const still = stillOfWebp(await readFile(file));
  if (still === null) return { source: file, picture };
  const source = join(dir, "still");
  await writeFile(source, still, { mode: 0o600 });
  return { source, picture: await judgePicture(source) };
}
