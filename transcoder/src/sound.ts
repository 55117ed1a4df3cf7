import type { Loudness, Review } from "@veza/contracts/jobs";
import { judge } from "./analysis/analyse.ts";
import type { createPeaks } from "./analysis/peaks.ts";
import { reviewOf } from "./analysis/review.ts";
import { hasAudioAt, type Probe, type ProbeLimits, probeAudio } from "./ffmpeg/probe.ts";
import type { FfmpegLimits } from "./ffmpeg/run.ts";
import { planEncodes } from "./hls/plan.ts";
import { JobFailed } from "./outcome.ts";
import type { PcmSource } from "./pcm/decode.ts";
import { readOggLinks } from "./pcm/ogg-links.ts";
import { type PassOptions, runPass } from "./pcm/pass.ts";
import { promisedSeconds } from "./promise/promised.ts";

/** A file whose header was read: what it says of itself, and how its samples are had. */
export type Sound = {
  probe: Probe;
  pcm: PcmSource;
  /** Seconds that the file states exactly. */
  promised: number | null;
};

/**
 * @throws JobFailed `not_audio`, `unsupported`, `damaged`, or `too_long` where the header is longer than
 * allowed and tells the truth.
 */
export async function openSound(file: string, maxDurationMs: number, limits: ProbeLimits): Promise<Sound> {
  const probe = await probeAudio(file, limits);
  const most = maxDurationMs / 1000;
  if (probe.seconds > most && (await hasAudioAt(file, probe.stream, Math.floor(most), limits))) {
    throw new JobFailed("too_long", `${Math.round(probe.seconds)} s; ${most} s are allowed`);
  }
  const links = probe.container === "ogg" ? await readOggLinks(file) : [];
  const { stream, validFrames } = probe;
  const { pcm: target } = planEncodes(probe);
  const pcm = { file, stream, target, links, validFrames, maxSeconds: Math.ceil(most) + 1 };
  return { probe, pcm, promised: await promisedSeconds(file, probe, links) };
}

/** A sound that was heard to its end and may be published, or held back for review. */
export type HeardSound = {
  frames: number;
  seconds: number;
  peaks: ReturnType<typeof createPeaks>;
  loudness: Loudness;
  review: Review | null;
};

/**
 * Decodes once, for the measurements and for every sink, and decides by what came out.
 * @throws JobFailed `too_long`, `too_short`, `silent`, `damaged`, `unsupported`; JobUnavailable
 */
export async function hearSound(
  sound: Sound,
  options: PassOptions,
  limits: FfmpegLimits,
): Promise<HeardSound> {
  const heard = await runPass(sound.pcm, options, limits);
  const { frames, peaks, complaints, broke } = heard;
  const { sampleRate } = sound.pcm.target;
  judge({ frames, sampleRate, loudest: peaks.loudest() }, sound.probe.codec, complaints, broke);
  const seconds = frames / sampleRate;
  const review = reviewOf(seconds, sound.promised, complaints.lost());
  return { frames, seconds, peaks, loudness: await heard.loudness, review };
}
