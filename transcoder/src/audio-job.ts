import { join } from "node:path";
import { type AudioJob, AudioResult, type Rendition, type Review } from "@veza/contracts/jobs";
import { masterPlaylist } from "@veza/core/hls-playlist";
import { type Analysis, WAVEFORM_POINTS } from "./analysis/analyse.ts";
import { type EncodeWork, startEncodes } from "./encodes.ts";
import { FfmpegError } from "./ffmpeg/run.ts";
import { withoutAddresses } from "./ffmpeg/stderr.ts";
import { START_RENDITION } from "./hls/plan.ts";
import { PLAYLIST_TYPE } from "./hls/rendition.ts";
import { storeEmbeddedPicture } from "./image/embedded.ts";
import { ffmpegLimits, type JobContext } from "./job-context.ts";
import { LONG_MS } from "./job-registry.ts";
import { JobFailed, JobUnavailable } from "./outcome.ts";
import { AUDIO_WEIGHTS, type AudioPart, createProgress } from "./progress.ts";
import { hearSound, openSound, type Sound } from "./sound.ts";
import { fetchSource, type Source } from "./source.ts";
import { createUploads, type Uploads } from "./uploads.ts";

/**
 * The main job: scan, probe, then one decode that feeds the meter and all encodes side by side, every object
 * stored as soon as it is made, `index.json` last. @throws JobFailed, JobUnavailable.
 */
export async function runAudioJob(job: AudioJob, context: JobContext): Promise<AudioResult> {
  const { timings } = context;
  const progress = createProgress<AudioPart>({
    weights: AUDIO_WEIGHTS,
    emit: context.emit,
    now: context.now,
  });

  progress.enter("scanning");
  const source = await timings.of("scanning", () =>
    receive(job, context, (fraction) => progress.set("source", fraction)),
  );
  context.metrics.sourceBytes({}, source.bytes);

  progress.enter("probing");
  const sound = await timings.of("probing", () => openAndAdmit(job, source, context));
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
  const { probe, promised } = sound;
  const length = { seconds: promised ?? probe.seconds };
  const work: Work = { job, context, source, sound, probe, length, uploads, signal, progress, peak_dbtp: 0 };
  const made = await timings.of("transcoding", () => makeEverything(work, stop));
  const result = describe(work, made);
  await timings.of("storing", () => finish(result, made.analysis, uploads));
  progress.complete();
  return result;
}

type Work = EncodeWork & {
  job: AudioJob;
  source: Source;
  sound: Sound;
  uploads: Uploads;
  /** Of a pass that was too hot. */
  peak_dbtp: number;
};
type Made = {
  analysis: Analysis;
  renditions: Rendition[];
  downloadBytes: number;
  review: Review | null;
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

async function openAndAdmit(job: AudioJob, source: Source, context: JobContext): Promise<Sound> {
  const limits = { ffprobePath: context.tools.ffprobe, signal: context.signal };
  const sound = await openSound(source.file, job.max_duration_ms, limits);
  if (sound.probe.seconds * 1000 >= LONG_MS && !context.becomeLong())
    throw new JobUnavailable("long files take turns, so that short ones pass by");
  return sound;
}

/**
 * A decoder of floats gave samples above full scale, which FLAC and players can't hold: everything starts
 * again, turned down.
 */
class TooHot extends Error {
  override name = "TooHot";
}
/** Where a source above full scale is brought to, in dBTP: lossy encoders overshoot a little. */
const CEILING_DBTP = -1;

/**
 * Decodes once; the meter and all encoders get the same samples at the same time. Only where floats exceed
 * full scale is there a second pass: the encoders stop at the first such sample, the meter goes on to the
 * end, and then it is known how far to turn down.
 */
async function makeEverything(work: Work, stop: AbortController): Promise<Made> {
  const { probe } = work;
  const artwork = probe.picture === null ? Promise.resolve(null) : storeEmbeddedPicture(probe.picture, work);
  artwork.catch(() => undefined);
  try {
    const made = (await attempt(work, 1)) ?? (await attempt(work, await quietGain(work)));
    if (made === null) throw new JobFailed("internal", "the sound is too loud even after it was turned down");
    const picture = await artwork;
    await work.uploads.settled();
    return { ...made, artwork: picture };
  } catch (error) {
    stop.abort(error);
    await Promise.allSettled([artwork]);
    await work.uploads.settled().catch(() => undefined);
    throw error;
  }
}

/** One pass and all that comes of it; null when it was too hot, with the measured peak left in `work`. */
async function attempt(work: Work, gain: number): Promise<Omit<Made, "artwork"> | null> {
  const { context, progress, sound } = work;
  const cool = new AbortController();
  const signal = AbortSignal.any([work.signal, cool.signal]);
  const encodes = startEncodes({ ...work, signal });
  const settled = Promise.allSettled([encodes.renditions, encodes.download]);
  let hot = false;
  const limits = {
    ...ffmpegLimits(context, work.signal),
    onSeconds: (seconds: number) => progress.set("analysis", seconds / work.length.seconds),
  };
  const onChunk = (loudest: number) => {
    progress.enterOnce("transcoding");
    if (gain !== 1 || hot || loudest <= 1) return;
    hot = true;
    cool.abort(new TooHot());
  };
  const sinks = encodes.sinks;
  try {
    const maxDurationMs = work.job.max_duration_ms;
    const heard = await context.timings.of("analysing", () =>
      hearSound(sound, { gain, sinks, maxDurationMs, onChunk }, limits),
    );
    const { frames, seconds, peaks, loudness, review } = heard;
    work.length.seconds = seconds;
    progress.set("analysis", 1);
    if (hot) {
      await settled;
      await work.uploads.settled();
      work.peak_dbtp = Math.max(loudness.true_peak_dbtp ?? 0, 20 * Math.log10(peaks.loudest()));
      return null;
    }
    const [renditions, downloadBytes] = await explained(
      Promise.all([encodes.renditions, encodes.download]),
      work.source,
    );
    const analysis: Analysis = {
      frames,
      duration_ms: Math.round(seconds * 1000),
      loudness,
      waveform: peaks.finish(sound.pcm.target.sampleRate, WAVEFORM_POINTS),
    };
    return { analysis, renditions, downloadBytes, review };
  } catch (error) {
    cool.abort(error);
    await settled;
    throw error;
  }
}

async function quietGain(work: Work): Promise<number> {
  work.context.log.info("above full scale, turned down", { true_peak_dbtp: work.peak_dbtp });
  return 10 ** ((CEILING_DBTP - work.peak_dbtp) / 20);
}

async function explained<T>(task: Promise<T>, source: Source): Promise<T> {
  try {
    return await task;
  } catch (error) {
    if (!(error instanceof FfmpegError)) throw error;
    if (error.kind === "killed") throw new JobUnavailable("an encoder was killed from outside");
    if (/no space left/i.test(error.stderr)) throw new JobUnavailable("the temporary folder is full");
    throw new JobFailed(
      "internal",
      `an encoder ended badly (${error.kind}): ${withoutAddresses(error.stderr.slice(-500), source.file)}`,
    );
  }
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
    review: made.review,
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
