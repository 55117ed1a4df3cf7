import { stat } from "node:fs/promises";
import { join } from "node:path";
import type { AudioJob, Rendition } from "@veza/contracts/jobs";
import { describeError } from "@veza/core/error-text";
import { aacOutput, flacOutput, mp3Output, pcmInput } from "./ffmpeg/args.ts";
import type { Probe } from "./ffmpeg/probe.ts";
import { startFfmpeg } from "./ffmpeg/run.ts";
import { LOSSY, planEncodes } from "./hls/plan.ts";
import { makeRendition } from "./hls/rendition.ts";
import { ffmpegLimits, type JobContext } from "./job-context.ts";
import { JobFailed } from "./outcome.ts";
import { createSink, type Sink } from "./pcm/sinks.ts";
import type { AudioPart, createProgress } from "./progress.ts";
import type { Uploads } from "./uploads.ts";

/** Encodes step back, so that the decode, which may refuse the file, and our own uploads come first. */
const ENCODE_NICENESS = 5;

/** What the encodes of a job need. */
export type EncodeWork = {
  job: AudioJob;
  context: JobContext;
  probe: Probe;
  /** What progress is measured against: the header's promise until the decode knows better. */
  length: { seconds: number };
  uploads: Uploads;
  signal: AbortSignal;
  progress: ReturnType<typeof createProgress<AudioPart>>;
};

/**
 * Starts every encoder, each a process of its own that waits for samples at its sink: ffmpeg 5 encodes the
 * outputs of one process one after the other. The promises are awaited by the caller, after the last sample.
 */
export function startEncodes(work: EncodeWork): {
  sinks: Sink[];
  renditions: Promise<Rendition[]>;
  download: Promise<number>;
} {
  const plan = planEncodes(work.probe);
  const most = Math.ceil(work.job.max_duration_ms / 1000) + 1;
  const specs = [
    ...LOSSY.map(({ name, kbps }) => ({ name, output: aacOutput(kbps, plan.lossy, most) })),
    { name: "flac" as const, output: flacOutput(plan.flac, most) },
  ];
  const rungs = specs.map((spec, index) => {
    const sink = createSink();
    const input = pcmInput(plan.pcm);
    const made = work.context.timings.of(spec.name, () =>
      makeRendition({ ...spec, index, input, sink }, work.uploads, encodeLimits(work, spec.name)),
    );
    return { sink, made: made.then((rendition) => finished(work, spec.name, rendition)) };
  });
  const download = createSink();
  return {
    sinks: [...rungs.map((rung) => rung.sink), download],
    renditions: Promise.all(rungs.map((rung) => rung.made)),
    download: work.context.timings.of("mp3", () => makeDownload(work, download)),
  };
}

function finished<T>(work: EncodeWork, part: AudioPart, made: T): T {
  work.progress.set(part, 1);
  return made;
}

function encodeLimits(work: EncodeWork, part: AudioPart) {
  return {
    ...ffmpegLimits(work.context, work.signal),
    niceness: ENCODE_NICENESS,
    onSeconds: (seconds: number) => work.progress.set(part, seconds / work.length.seconds),
  };
}

async function makeDownload(work: EncodeWork, sink: ReturnType<typeof createSink>): Promise<number> {
  const { context, probe, job } = work;
  const plan = planEncodes(probe);
  const file = join(context.dir, "download.mp3");
  const output = mp3Output(plan.lossy, Math.ceil(job.max_duration_ms / 1000) + 1);
  const run = startFfmpeg(
    {
      input: { options: pcmInput(plan.pcm), from: sink.stream },
      outputs: [{ options: ["-y", ...output], target: { file } }],
    },
    encodeLimits(work, "mp3"),
  );
  sink.isOver(run.done);
  await run.done;
  const { size } = await stat(file).catch((error: unknown) => {
    throw new JobFailed("internal", `mp3: the encoder wrote nothing (${describeError(error)})`);
  });
  await work.uploads.put("download.mp3", { file }, "audio/mpeg");
  return finished(work, "mp3", size);
}
