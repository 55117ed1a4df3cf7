import { type HeardSound, hearSound, openSound, type Sound } from "../sound.ts";

/**
 * What the service decides about a file before and while encoders get its samples, on the real ffprobe and
 * ffmpeg: three processes instead of eight. @throws what a job would fail with
 */
export async function listen(file: string): Promise<Sound & HeardSound & { loudest: number }> {
  const signal = new AbortController().signal;
  const limits = { ffmpegPath: "ffmpeg", ffprobePath: "ffprobe", signal, timeoutMs: 60_000 };
  const maxDurationMs = 3_600_000;
  const sound = await openSound(file, maxDurationMs, limits);
  let loudest = 0;
  const onChunk = (soFar: number) => {
    loudest = soFar;
  };
  const heard = await hearSound(sound, { gain: 1, sinks: [], maxDurationMs, onChunk }, limits);
  return { ...sound, ...heard, loudest };
}
