import { open } from "node:fs/promises";
import type { Probe } from "../ffmpeg/probe.ts";
import type { OggLink } from "../pcm/ogg-links.ts";
import { readAsfSeconds } from "./asf.ts";
import { readCafSeconds } from "./caf.ts";
import { readMpegSeconds } from "./mpeg.ts";
import { readWaveSeconds } from "./wave.ts";

/**
 * How long the file says that it is, exactly, in seconds; null when it does not say, or only a guess from a
 * bit rate could be had. Where ffprobe prefers the size of the file to a header that says more, the header is
 * read here.
 */
export async function promisedSeconds(
  file: string,
  probe: Probe,
  links: readonly OggLink[],
): Promise<number | null> {
  const handle = await open(file);
  try {
    switch (probe.container) {
      case "wav":
      case "w64":
        return await readWaveSeconds(handle, probe);
      case "caf":
        return await readCafSeconds(handle, probe.sampleRate);
      case "asf":
        return await readAsfSeconds(handle);
      case "mp3":
        return await readMpegSeconds(handle);
      case "ogg":
        return ofLinks(links, probe.startSeconds);
      default:
        return probe.isGuess || probe.seconds <= 0 ? null : probe.seconds;
    }
  } finally {
    await handle.close();
  }
}

/**
 * The last granule position of each link is where its sound ends; of a broadcast that was cut out, less where
 * it began.
 */
function ofLinks(links: readonly OggLink[], startSeconds: number): number | null {
  if (links.length === 0) return null;
  let sum = 0;
  for (const { seconds } of links) {
    if (seconds === null) return null;
    sum += seconds;
  }
  return sum - (startSeconds > 0.1 ? startSeconds : 0);
}
