import { createReadStream } from "node:fs";
import { audioInput, type EncodeTarget, linkInput, pcmOutput } from "../ffmpeg/args.ts";
import { type FfmpegLimits, startFfmpeg } from "../ffmpeg/run.ts";
import type { Complaints } from "./complaints.ts";
import type { OggLink } from "./ogg-links.ts";

export type PcmSource = {
  file: string;
  stream: number;
  target: EncodeTarget;
  /** Links of a chained Ogg file; with fewer than two the file is decoded as it is. */
  links: readonly OggLink[];
  /** Frames that are sound; what a decoder gives beyond is padding of the encoder. Null: all of it. */
  validFrames: number | null;
  maxSeconds: number;
};

/** Interleaved little-endian 32-bit floats of whole frames. */
export type PcmChunk = Uint8Array;

/**
 * The one decode: everything that is measured and encoded comes from here. Equal calls give equal samples.
 * @param gain linear
 * @throws FfmpegError when ffmpeg gave up, after everything that it had decoded was handed over
 */
export async function* decodePcm(
  source: PcmSource,
  gain: number,
  complaints: Complaints,
  limits: FfmpegLimits,
): AsyncGenerator<PcmChunk> {
  const frameBytes = source.target.layout.channels * 4;
  const cut = createCut(source.validFrames === null ? null : source.validFrames * frameBytes, frameBytes);
  let done = 0;
  for (const part of partsOf(source)) {
    const before = done;
    const run = startFfmpeg(
      {
        input: part,
        outputs: [
          { options: pcmOutput(source.stream, source.target, gain, source.maxSeconds), target: "pipe" },
        ],
      },
      {
        ...limits,
        onLine: complaints.hear,
        onSeconds: (seconds) => {
          done = before + seconds;
          limits.onSeconds?.(done);
        },
      },
    );
    let isRead = false;
    try {
      for await (const bytes of run.stdout) {
        const whole = cut(bytes);
        if (whole.length > 0) yield whole;
      }
      isRead = true;
    } finally {
      // Who stops reading has a reason of their own; a process without a reader would wait for ever.
      if (!isRead) run.stdout.destroy();
    }
    await run.done;
  }
}

function partsOf(source: PcmSource) {
  if (source.links.length < 2) return [{ options: audioInput(), from: source.file }];
  return source.links.map(({ from, to }) => ({
    options: linkInput(),
    from: createReadStream(source.file, { start: from, end: to - 1 }),
  }));
}

/**
 * An encoder pads by less than this; a header that leaves out more is wrong, and all of the sound is kept.
 */
const MOST_PADDING_FRAMES = 8192;

/**
 * Cuts a stream of bytes into whole frames, and off what stands after `most` bytes if that can be padding.
 */
function createCut(most: number | null, frameBytes: number): (bytes: Uint8Array) => Uint8Array {
  let rest: Uint8Array = new Uint8Array();
  let left = most ?? Number.POSITIVE_INFINITY;
  let padding: Uint8Array = new Uint8Array();
  return (bytes) => {
    const all = joined(rest, bytes);
    const whole = all.length - (all.length % frameBytes);
    rest = all.slice(whole);
    const kept = all.subarray(0, Math.min(whole, left));
    left -= kept.length;
    if (kept.length === whole) return kept;
    padding = joined(padding, all.slice(kept.length, whole));
    if (padding.length <= MOST_PADDING_FRAMES * frameBytes) return kept;
    const sound = joined(kept, padding);
    padding = new Uint8Array();
    left = Number.POSITIVE_INFINITY;
    return sound;
  };
}

function joined(first: Uint8Array, second: Uint8Array): Uint8Array {
  if (first.length === 0) return second;
  const both = new Uint8Array(first.length + second.length);
  both.set(first);
  both.set(second, first.length);
  return both;
}
