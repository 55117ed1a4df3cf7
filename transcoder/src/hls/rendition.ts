import type { Rendition, Segment } from "@veza/contracts/jobs";
import { measureBandwidth, mediaPlaylist } from "@veza/core/hls-playlist";
import {
  type Box,
  createBoxReader,
  Mp4Error,
  readFragment,
  readInit,
  type Sample,
  type TrackInit,
  writeInit,
  writeSegment,
} from "@veza/core/mp4-boxes";
import { createSegmenter, type MediaSegment } from "@veza/core/segmenter";
import { type FfmpegLimits, startFfmpeg } from "../ffmpeg/run.ts";
import { JobFailed } from "../outcome.ts";
import type { createSink } from "../pcm/sinks.ts";
import type { Uploads } from "../uploads.ts";
import { AAC_FRAME, frameLength } from "./frame-length.ts";
import type { RenditionName } from "./plan.ts";

/** Samples that ffmpeg's AAC encoder puts before the first one of the source: one frame, of zeros. */
const AAC_PRIMING = 1024;
export const PLAYLIST_TYPE = "application/vnd.apple.mpegurl";
const MEDIA_TYPE = "audio/mp4";

/**
 * Encodes one rendition of our decoded samples and stores its media segments as they become certain, its
 * playlist, and its init segment last: only then is known how many samples are valid.
 * @param spec `output`: the encoder's arguments, writing fragmented MP4 to stdout
 */
export async function makeRendition(
  spec: {
    name: RenditionName;
    index: number;
    input: string[];
    sink: ReturnType<typeof createSink>;
    output: string[];
  },
  uploads: Uploads,
  limits: FfmpegLimits,
): Promise<Rendition> {
  const run = startFfmpeg(
    {
      input: { options: spec.input, from: spec.sink.stream },
      outputs: [{ options: spec.output, target: "pipe" }],
    },
    limits,
  );
  spec.sink.isOver(run.done);
  const track = createTrack(spec.name, uploads);
  try {
    for await (const chunk of run.stdout) await track.push(chunk);
  } catch (error) {
    // Without a reader the process would wait for ever; its own error explains a broken stream better than
    // ours.
    run.stdout.destroy();
    if (!(error instanceof Mp4Error)) throw error;
    await run.done;
    throw new JobFailed("internal", `${spec.name}: ${error.message}`);
  }
  await run.done;
  return track.end(spec.index);
}

type Opened = { moov: Box; init: TrackInit; segmenter: ReturnType<typeof createSegmenter> };

function createTrack(name: RenditionName, uploads: Uploads) {
  const reader = createBoxReader();
  const segments: Segment[] = [];
  let opened: Opened | undefined;
  let moof: Box | undefined;
  /** One frame is held back: only the last one may be shorter than the codec's. */
  let latest: Sample | undefined;
  let ticks = 0;

  const measured = ({ data, duration }: Sample, last: boolean): Sample => ({
    data,
    duration: frameLength(opened?.init.codec ?? "", data, duration, last),
  });

  const open = (moov: Box) => {
    const init = readInit(moov);
    opened = { moov, init, segmenter: createSegmenter(init.timescale) };
  };

  const store = async (ready: MediaSegment[], timescale: number) => {
    for (const segment of ready) {
      const bytes = writeSegment({
        sequence: segment.number + 1,
        decodeTime: segment.start,
        samples: segment.samples,
      });
      segments.push({
        number: segment.number,
        uri: `${segment.number}.m4s`,
        start_ms: (segment.start / timescale) * 1000,
        duration_ms: (segment.duration / timescale) * 1000,
        bytes: bytes.length,
      });
      ticks += segment.duration;
      await uploads.put(`${name}/${segment.number}.m4s`, bytes, MEDIA_TYPE);
    }
  };

  const take = async (box: Box) => {
    if (box.type === "moov") open(box);
    else if (box.type === "moof") moof = box;
    else if (box.type === "mdat") {
      if (!opened || !moof) throw new Mp4Error("mdat before moov or moof");
      for (const sample of readFragment(moof, box, opened.init.defaults).samples) {
        const before = latest;
        latest = sample;
        if (before) await store(opened.segmenter.push(measured(before, false)), opened.init.timescale);
      }
      moof = undefined;
    }
  };

  return {
    async push(chunk: Uint8Array): Promise<void> {
      for (const box of reader.push(chunk)) await take(box);
    },

    async end(index: number): Promise<Rendition> {
      reader.end();
      if (!opened) throw new JobFailed("internal", `${name}: the encoder wrote nothing`);
      const { moov, init, segmenter } = opened;
      if (latest) await store(segmenter.push(measured(latest, true)), init.timescale);
      await store(segmenter.end(), init.timescale);
      if (segments.length === 0) throw new JobFailed("internal", `${name}: the encoder wrote no audio`);
      const lossless = init.codec === "fLaC";
      const priming = lossless ? 0 : AAC_PRIMING;
      const valid = Math.max(0, ticks - priming);
      const padding = lossless ? 0 : Math.ceil(ticks / AAC_FRAME) * AAC_FRAME - ticks;
      const head = writeInit(moov, lossless ? undefined : { priming, valid, padding });
      await uploads.put(`${name}/init.mp4`, head, MEDIA_TYPE);
      const playlist = mediaPlaylist("init.mp4", segments);
      await uploads.put(`${name}/playlist.m3u8`, Buffer.from(playlist), PLAYLIST_TYPE);
      return {
        index,
        name,
        codec: init.codec,
        mime: `${MEDIA_TYPE}; codecs="${init.codec}"`,
        lossless,
        sample_rate: init.sampleRate,
        channels: init.channels,
        ...measureBandwidth(segments),
        priming_samples: priming,
        valid_samples: valid,
        playlist: `${name}/playlist.m3u8`,
        init: `${name}/init.mp4`,
        init_bytes: head.length,
        segments,
      };
    },
  };
}
