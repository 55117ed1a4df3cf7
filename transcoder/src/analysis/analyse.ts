import type { Loudness } from "@veza/contracts/jobs";
import type { Waveform } from "@veza/contracts/media";
import {
  analysisGraph,
  analysisMeterOutput,
  analysisPcmOutput,
  audioInput,
  type EncodeTarget,
} from "../ffmpeg/args.ts";
import { FfmpegError, type FfmpegLimits, startFfmpeg } from "../ffmpeg/run.ts";
import { withoutAddresses } from "../ffmpeg/stderr.ts";
import { JobFailed, JobUnavailable } from "../outcome.ts";
import { parseLoudness } from "./loudness.ts";
import { createPeaks } from "./peaks.ts";

export const WAVEFORM_POINTS = 1800;
const SHORTEST_MS = 200;
/** Of 32,768: −80 dBFS. Dither and the last bit of a muted export stay below it, the quietest music does not. */
const SILENCE = 3;

export type Analysis = {
  /** What was really decoded. */
  frames: number;
  duration_ms: number;
  loudness: Loudness;
  waveform: Waveform;
};

/**
 * Decodes the whole track once: how long it really is, how loud, and its shape. Refuses what should not be published.
 * @throws JobFailed: `too_long` as soon as the limit is passed, `too_short`, `silent`, `damaged`, `unsupported`.
 */
export async function analyse(
  source: { file: string; stream: number; codec: string; target: EncodeTarget; maxDurationMs: number },
  limits: FfmpegLimits,
): Promise<Analysis> {
  const stop = new AbortController();
  const run = startFfmpeg(
    {
      input: { options: audioInput("info"), file: source.file },
      graph: analysisGraph(source.stream, source.target),
      outputs: [
        { options: analysisPcmOutput(), target: "pipe" },
        { options: analysisMeterOutput(), target: { file: "-" } },
      ],
    },
    { ...limits, signal: AbortSignal.any([limits.signal, stop.signal]) },
  );
  const { sampleRate } = source.target;
  const peaks = createPeaks(source.target.layout.channels);
  const elapsedMs = () => (peaks.frames() / sampleRate) * 1000;
  for await (const chunk of run.stdout) {
    peaks.push(chunk);
    if (elapsedMs() > source.maxDurationMs) {
      const refusal = new JobFailed("too_long", `more than ${source.maxDurationMs} ms of audio`);
      stop.abort(refusal);
      await run.done.catch(() => undefined);
      throw refusal;
    }
  }
  const end = await run.done.then(
    ({ stderr }) => ({ clean: true, said: stderr }),
    (error: unknown) => ({ clean: false, said: explain(error) }),
  );
  judge(peaks.frames(), sampleRate, peaks.loudest(), source.codec, end);
  return {
    frames: peaks.frames(),
    duration_ms: Math.round(elapsedMs()),
    loudness: parseLoudness(end.said),
    waveform: peaks.finish(sampleRate, WAVEFORM_POINTS),
  };
}

/** @throws whatever is not about this file: an abort, or a process that somebody else killed. */
function explain(error: unknown): string {
  if (!(error instanceof FfmpegError)) throw error;
  if (error.kind === "killed") throw new JobUnavailable("ffmpeg was killed from outside");
  // A decoder that hangs or balloons does so on this file only.
  if (error.kind === "timeout") throw new JobFailed("damaged", "decoding took too long and was stopped");
  return `${error.stderr}\n${error.message}`;
}

function judge(
  frames: number,
  sampleRate: number,
  loudest: number,
  codec: string,
  end: { clean: boolean; said: string },
): void {
  const { said } = end;
  const lines = withoutAddresses(said)
    .split("\n")
    .filter((line) => /error|invalid|not |unsupported|patches|partial|memory|signal/i.test(line));
  const detail = [...new Set(lines)].slice(0, 5).join(" · ");
  if (frames === 0) {
    if (
      /is not allowed in AAC|not (?:yet )?(?:implemented|supported)|unsupported|patches welcome/i.test(said)
    ) {
      throw new JobFailed("unsupported", `${codec}: ${detail}`);
    }
    throw new JobFailed("damaged", `nothing could be decoded: ${detail}`);
  }
  // Errors of single packets are passed over; this one made ffmpeg give up, and the encoders will do the same.
  if (!end.clean) throw new JobFailed("damaged", `decoding broke off after ${frames} samples: ${detail}`);
  if ((frames / sampleRate) * 1000 < SHORTEST_MS) throw new JobFailed("too_short", `${frames} samples`);
  if (loudest <= SILENCE) throw new JobFailed("silent", `no sample above ${loudest} of 32768`);
}
