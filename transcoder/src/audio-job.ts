import { stat } from "node:fs/promises";
import { join } from "node:path";
import { type AudioJob, AudioResult, type Rendition } from "@veza/contracts/jobs";
import { masterPlaylist } from "@veza/core/hls-playlist";
import { type Analysis, analyse } from "./analysis/analyse.ts";
import { aacOutput, audioInput, flacOutput, mp3Output } from "./ffmpeg/args.ts";
import { hasAudioAt, type Probe, probeAudio } from "./ffmpeg/probe.ts";
import { FfmpegError, runFfmpeg } from "./ffmpeg/run.ts";
import { withoutAddresses } from "./ffmpeg/stderr.ts";
import { LOSSY, planEncodes, START_RENDITION } from "./hls/plan.ts";
import { makeRendition, PLAYLIST_TYPE } from "./hls/rendition.ts";
import { storeEmbeddedPicture } from "./image/embedded.ts";
import { ffmpegLimits, type JobContext } from "./job-context.ts";
import { describeError } from "./log.ts";
import { JobFailed, JobUnavailable } from "./outcome.ts";
import { AUDIO_WEIGHTS, createProgress } from "./progress.ts";
import { fetchSource, type Source } from "./source.ts";
import { createUploads, type Uploads } from "./uploads.ts";

type Part = keyof typeof AUDIO_WEIGHTS;

/** Encodes step back, so that the analysis, which may refuse the file, and our own uploads come first. */
const ENCODE_NICENESS = 5;

/**
 * The main job: scan, probe, then analysis and all encodes side by side, every object stored as soon as it is made,
 * `index.json` last. @throws JobFailed, JobUnavailable.
 */
export async function runAudioJob(job: AudioJob, context: JobContext): Promise<AudioResult> {
  const { timings } = context;
  const progress = createProgress<Part>({ weights: AUDIO_WEIGHTS, emit: context.emit, now: context.now });

  progress.enter("scanning");
  const source = await timings.of("scanning", () =>
    receive(job, context, (fraction) => progress.set("source", fraction)),
  );
  context.metrics.sourceBytes({}, source.bytes);

  progress.enter("probing");
  const probe = await timings.of("probing", () => probeAndRefuse(job, source, context));
  progress.set("probe", 1);
  progress.enter("analysing");

  const stop = new AbortController();
  const signal = AbortSignal.any([context.signal, stop.signal]);
  const uploads = createUploads({
    store: context.store,
    prefix: job.output_prefix,
    onStored: (key, bytes) => {
      context.metrics.storedObjects();
      context.metrics.storedBytes({}, bytes);
      context.emit({ type: "stored", key, bytes });
    },
    onFailure: (error) => stop.abort(error),
  });
  const length = { seconds: probe.seconds };
  const work: Work = { job, context, source, probe, length, uploads, signal, progress };
  const made = await timings.of("transcoding", () => makeEverything(work, stop));
  const result = describe(work, made);
  await timings.of("storing", () => finish(result, made.analysis, uploads));
  progress.complete();
  return result;
}

type Work = {
  job: AudioJob;
  context: JobContext;
  source: Source;
  probe: Probe;
  /** What progress is measured against: the header's promise until the analysis knows better. */
  length: { seconds: number };
  uploads: Uploads;
  signal: AbortSignal;
  progress: ReturnType<typeof createProgress<Part>>;
};
type Made = {
  analysis: Analysis;
  renditions: Rendition[];
  downloadBytes: number;
  artwork: "artwork/" | null;
};

async function receive(
  job: AudioJob,
  context: JobContext,
  onFraction: (fraction: number) => void,
): Promise<Source> {
  let stopScan: (() => void) | undefined;
  const stopReceive = context.timings.start("receiving");
  const source = await fetchSource({
    store: context.store,
    key: job.source_key,
    file: join(context.dir, "source"),
    maxBytes: job.max_bytes,
    expectedBytes: job.source_bytes,
    notRecognised: "not_audio",
    clamd: context.config.clamd,
    clamdTimeoutMs: context.config.clamd_timeout_ms,
    signal: context.signal,
    onBytes: (bytes) => onFraction((bytes / Math.max(1, job.source_bytes)) * 0.7),
    onReceived: () => {
      stopReceive();
      stopScan = context.timings.start("verdict");
    },
  });
  stopScan?.();
  onFraction(1);
  return source;
}

async function probeAndRefuse(job: AudioJob, source: Source, context: JobContext): Promise<Probe> {
  const limits = { ffprobePath: context.tools.ffprobe, signal: context.signal };
  const probe = await probeAudio(source.file, limits);
  const most = job.max_duration_ms / 1000;
  if (probe.seconds > most && (await hasAudioAt(source.file, probe.stream, Math.floor(most), limits))) {
    throw new JobFailed("too_long", `${Math.round(probe.seconds)} s; ${most} s are allowed`);
  }
  return probe;
}

/**
 * All tasks at once; the first that fails stops the others. When an encoder fails, the analysis of the same bytes
 * knows better why, so its refusal is waited for.
 */
async function makeEverything(work: Work, stop: AbortController): Promise<Made> {
  const { context, probe } = work;
  const analysis = context.timings.of("analysing", () => runAnalysis(work));
  const tasks = {
    renditions: Promise.all(renditionTasks(work).map((make) => explained(make(), analysis, work))),
    download: explained(makeDownload(work), analysis, work),
    artwork: probe.picture === null ? Promise.resolve(null) : storeEmbeddedPicture(probe.picture, work),
  };
  const all = [analysis, tasks.renditions, tasks.download, tasks.artwork];
  try {
    const [found, renditions, downloadBytes, artwork] = await Promise.all([
      analysis,
      tasks.renditions,
      tasks.download,
      tasks.artwork,
    ]);
    await work.uploads.settled();
    return { analysis: found, renditions, downloadBytes, artwork };
  } catch (error) {
    stop.abort(error);
    await Promise.allSettled(all);
    await work.uploads.settled().catch(() => undefined);
    throw error;
  }
}

async function runAnalysis(work: Work): Promise<Analysis> {
  const { probe, progress, source, context } = work;
  const found = await analyse(
    {
      file: source.file,
      stream: probe.stream,
      codec: probe.codec,
      target: planEncodes(probe).analysis,
      maxDurationMs: work.job.max_duration_ms,
    },
    {
      ...ffmpegLimits(context, work.signal),
      onSeconds: (seconds) => progress.set("analysis", seconds / work.length.seconds),
    },
  );
  work.length.seconds = found.duration_ms / 1000;
  progress.set("analysis", 1);
  progress.enter("transcoding");
  return found;
}

async function explained<T>(task: Promise<T>, analysis: Promise<unknown>, work: Work): Promise<T> {
  try {
    return await task;
  } catch (error) {
    if (error instanceof JobUnavailable) throw error;
    await analysis;
    if (error instanceof FfmpegError) {
      if (error.kind === "killed") throw new JobUnavailable("an encoder was killed from outside");
      if (/no space left/i.test(error.stderr)) throw new JobUnavailable("the temporary folder is full");
      throw new JobFailed(
        "internal",
        `an encoder ended badly (${error.kind}): ${withoutAddresses(error.stderr.slice(-500), work.source.file)}`,
      );
    }
    throw error;
  }
}

function encodeLimits(work: Work, part: Part) {
  return {
    ...ffmpegLimits(work.context, work.signal),
    niceness: ENCODE_NICENESS,
    onSeconds: (seconds: number) => work.progress.set(part, seconds / work.length.seconds),
  };
}

/** Past the limit the analysis has refused the file long before. */
function maxSeconds(job: AudioJob): number {
  return Math.ceil(job.max_duration_ms / 1000) + 1;
}

function renditionTasks(work: Work): Array<() => Promise<Rendition>> {
  const { probe, source, uploads, progress, context } = work;
  const plan = planEncodes(probe);
  const most = maxSeconds(work.job);
  const specs = [
    ...LOSSY.map(({ name, kbps }) => ({ name, output: aacOutput(probe.stream, kbps, plan.lossy, most) })),
    { name: "flac" as const, output: flacOutput(probe.stream, plan.flac, most) },
  ];
  return specs.map((spec, index) => async () => {
    const rendition = await context.timings.of(spec.name, () =>
      makeRendition({ ...spec, index, file: source.file }, uploads, encodeLimits(work, spec.name)),
    );
    progress.set(spec.name, 1);
    return rendition;
  });
}

async function makeDownload(work: Work): Promise<number> {
  const { probe, source, context } = work;
  const file = join(context.dir, "download.mp3");
  const output = mp3Output(probe.stream, planEncodes(probe).lossy, maxSeconds(work.job));
  await context.timings.of("mp3", () =>
    runFfmpeg(
      {
        input: { options: audioInput(), file: source.file },
        outputs: [{ options: output, target: { file } }],
      },
      encodeLimits(work, "mp3"),
    ),
  );
  const { size } = await stat(file).catch((error: unknown) => {
    throw new JobFailed("internal", `mp3: the encoder wrote nothing (${describeError(error)})`);
  });
  await work.uploads.put("download.mp3", { file }, "audio/mpeg");
  work.progress.set("mp3", 1);
  return size;
}

function describe(work: Work, made: Made): AudioResult {
  const { probe, source } = work;
  return AudioResult.parse({
    kind: "audio",
    format_version: 1,
    source: {
      sha256: source.sha256,
      bytes: source.bytes,
      container: probe.container,
      codec: probe.codec,
      sample_rate: probe.sampleRate,
      bit_depth: probe.bitDepth,
      channels: probe.channels,
      bitrate: probe.bitrate,
      duration_ms: made.analysis.duration_ms,
      tags: probe.tags,
    },
    loudness: made.analysis.loudness,
    master: "master.m3u8",
    waveform: "waveform.json",
    artwork: made.artwork,
    renditions: made.renditions,
    download: { name: "download.mp3", bytes: made.downloadBytes },
  });
}

async function finish(result: AudioResult, analysis: Analysis, uploads: Uploads): Promise<void> {
  const json = (value: unknown) => Buffer.from(JSON.stringify(value));
  await uploads.put(
    "master.m3u8",
    Buffer.from(masterPlaylist(result.renditions, START_RENDITION)),
    PLAYLIST_TYPE,
  );
  await uploads.put("waveform.json", json(analysis.waveform), "application/json");
  await uploads.settled();
  await uploads.put("index.json", json(result), "application/json");
  await uploads.settled();
}
