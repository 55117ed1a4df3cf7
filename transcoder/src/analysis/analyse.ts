import type { Loudness } from "@veza/contracts/jobs";
import type { Waveform } from "@veza/contracts/media";
import { FfmpegError } from "../ffmpeg/run.ts";
import { JobFailed, JobUnavailable } from "../outcome.ts";
import type { Complaints } from "../pcm/complaints.ts";

export const WAVEFORM_POINTS = 1800;
const SHORTEST_MS = 200;
/** −80 dBFS. Dither and the last bit of a muted export stay below it, the quietest music does not. */
const SILENCE = 3.5 / 32_768;

export type Analysis = {
  /** What was really decoded. */
  frames: number;
  duration_ms: number;
  loudness: Loudness;
  waveform: Waveform;
};

/**
 * What a decode that broke off means. @returns what ffmpeg said.
 * @throws whatever is not about this file: an abort, or a process that somebody else killed.
 */
export function explainBreak(error: unknown): string {
  if (!(error instanceof FfmpegError)) throw error;
  if (error.kind === "killed") throw new JobUnavailable("ffmpeg was killed from outside");
  // A decoder that hangs or balloons does so on this file only.
  if (error.kind === "timeout") throw new JobFailed("damaged", "decoding took too long and was stopped");
  return error.message;
}

/**
 * Refuses what should not be published.
 * @param broke what ffmpeg said when it gave up; null when it came to the end
 * @throws JobFailed: `too_short`, `silent`, `damaged`, `unsupported`
 */
export function judge(
  heard: { frames: number; sampleRate: number; loudest: number },
  codec: string,
  complaints: Complaints,
  broke: string | null,
): void {
  const { frames, sampleRate, loudest } = heard;
  if (frames === 0) {
    if (complaints.isLacking(codec)) throw new JobFailed("unsupported", `${codec}: ${complaints.detail()}`);
    throw new JobFailed(
      "damaged",
      `nothing could be decoded: ${complaints.detail() || broke || "no packets"}`,
    );
  }
  // Errors of single packets are passed over; this one made ffmpeg give up.
  if (broke !== null)
    throw new JobFailed(
      "damaged",
      `decoding broke off after ${frames} samples: ${complaints.detail() || broke}`,
    );
  if ((frames / sampleRate) * 1000 < SHORTEST_MS) throw new JobFailed("too_short", `${frames} samples`);
  if (loudest <= SILENCE) throw new JobFailed("silent", `no sample above ${loudest}`);
}
