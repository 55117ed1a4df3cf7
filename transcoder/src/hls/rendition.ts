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
import { audioInput } from "../ffmpeg/args.ts";
import { type FfmpegLimits, startFfmpeg } from "../ffmpeg/run.ts";
import { JobFailed } from "../outcome.ts";
import type { Uploads } from "../uploads.ts";
import { frameLength } from "./frame-length.ts";
import type { RenditionName } from "./plan.ts";

/** Samples that ffmpeg's AAC encoder puts before the first one of the source: one frame, of zeros. */
const AAC_PRIMING = 1024;
export const PLAYLIST_TYPE = "application/vnd.apple.mpegurl";
const MEDIA_TYPE = "audio/mp4";

/**
 * Encodes one rendition and stores its init segment, its media segments as they become certain, and its playlist.
 * @param output the encoder's arguments, writing fragmented MP4 to stdout
 */
export async function makeRendition(
  spec: { name: RenditionName; index: number; file: string; output: string[] },
  uploads: Uploads,
  limits: FfmpegLimits,
): Promise<Rendition> {
  const run = startFfmpeg(
    {
      input: { options: audioInput(), file: spec.file },
      outputs: [{ options: spec.output, target: "pipe" }],
    },
    limits,
  );
  const track = createTrack(spec.name, uploads);
  try {
    for await (const chunk of run.stdout) await track.push(chunk);
  } catch (error) {
    // Without a reader the process would wait for ever; its own error explains a broken stream better than ours.
    run.stdout.destroy();
    if (!(error instanceof Mp4Error)) throw error;
    await run.done;
    throw new JobFailed("internal", `${spec.name}: ${error.message}`);
  }
  await run.done;
  return track.end(spec.index);
}

type Opened = { init: TrackInit; initBytes: number; segmenter: ReturnType<typeof createSegmenter> };

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

  const open = async (moov: Box) => {
    const init = readInit(moov);
    const bytes = writeInit(moov);
    opened = { init, initBytes: bytes.length, segmenter: createSegmenter(init.timescale) };
    await uploads.put(`${name}/init.mp4`, bytes, MEDIA_TYPE);
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
    if (box.type === "moov") await open(box);
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
      const { init, initBytes, segmenter } = opened;
      if (latest) await store(segmenter.push(measured(latest, true)), init.timescale);
      await store(segmenter.end(), init.timescale);
      if (segments.length === 0) throw new JobFailed("internal", `${name}: the encoder wrote no audio`);
      const lossless = init.codec === "fLaC";
      const priming = lossless ? 0 : AAC_PRIMING;
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
        valid_samples: Math.max(0, ticks - priming),
        playlist: `${name}/playlist.m3u8`,
        init: `${name}/init.mp4`,
        init_bytes: initBytes,
        segments,
      };
    },
  };
}
