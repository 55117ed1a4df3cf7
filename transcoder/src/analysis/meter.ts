import type { Loudness } from "@veza/contracts/jobs";
import { type EncodeTarget, meterOutput, pcmInput } from "../ffmpeg/args.ts";
import { type FfmpegLimits, startFfmpeg } from "../ffmpeg/run.ts";
import { createSink, type Sink } from "../pcm/sinks.ts";
import { parseLoudness } from "./loudness.ts";

/**
 * EBU R128 by ffmpeg's ebur128 in a process of its own, which gets our decoded samples: one stream of one
 * rate, so one summary, in a log that no damaged file can fill.
 */
export function startMeter(
  target: EncodeTarget,
  limits: FfmpegLimits,
): { sink: Sink; loudness: Promise<Loudness> } {
  const sink = createSink();
  const run = startFfmpeg(
    {
      input: { options: pcmInput(target, "info"), from: sink.stream },
      outputs: [{ options: meterOutput(), target: { file: "-" } }],
    },
    limits,
  );
  sink.isOver(run.done);
  const loudness = run.done.then(({ stderr }) => parseLoudness(stderr));
  loudness.catch(() => undefined);
  return { sink, loudness };
}
