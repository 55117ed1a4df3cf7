import type { Loudness } from "@veza/contracts/jobs";
import { explainBreak } from "../analysis/analyse.ts";
import { startMeter } from "../analysis/meter.ts";
import { createPeaks } from "../analysis/peaks.ts";
import type { FfmpegLimits } from "../ffmpeg/run.ts";
import { JobFailed } from "../outcome.ts";
import { type Complaints, createComplaints } from "./complaints.ts";
import { decodePcm, type PcmSource } from "./decode.ts";
import type { Sink } from "./sinks.ts";

/** What went past, measured. */
export type Heard = {
  frames: number;
  peaks: ReturnType<typeof createPeaks>;
  complaints: Complaints;
  loudness: Promise<Loudness>;
  /** What ffmpeg said when it gave up; null when it came to the end. */
  broke: string | null;
};

export type PassOptions = {
  /** Linear. */
  gain: number;
  sinks: readonly Sink[];
  maxDurationMs: number;
  /** Called after each chunk with the loudest sample so far. */
  onChunk: (loudest: number) => void;
};

/**
 * Decodes once and hands every sample to the meter, to our own peaks and to all encoders: they can't hear
 * different things.
 * @throws JobFailed `too_long` as soon as the limit is passed; whatever is not about this file
 */
export async function runPass(source: PcmSource, options: PassOptions, limits: FfmpegLimits): Promise<Heard> {
  const { target } = source;
  const peaks = createPeaks(target.layout.channels);
  const complaints = createComplaints();
  const meter = startMeter(target, { ...limits, onSeconds: () => undefined });
  const sinks = [meter.sink, ...options.sinks];
  let broke: string | null = null;
  try {
    for await (const chunk of decodePcm(source, options.gain, complaints, limits)) {
      peaks.push(chunk);
      if ((peaks.frames() / target.sampleRate) * 1000 > options.maxDurationMs)
        throw new JobFailed("too_long", `more than ${options.maxDurationMs} ms of audio`);
      options.onChunk(peaks.loudest());
      await Promise.all(sinks.map((sink) => sink.write(chunk)));
    }
  } catch (error) {
    if (error instanceof JobFailed) throw error;
    broke = explainBreak(error);
  } finally {
    for (const sink of sinks) sink.end();
  }
  return { frames: peaks.frames(), peaks, complaints, loudness: meter.loudness, broke };
}
