import { execFile } from "node:child_process";
import { open } from "node:fs/promises";
import { formatOfBytes, INSTEAD } from "@veza/contracts/formats";
import { z } from "zod";
import { abortReason, JobFailed, JobUnavailable } from "../outcome.ts";
import { probeArgs, probeAtArgs } from "./args.ts";
import { looksLikeAudioContainer } from "./container-magic.ts";
import { withoutAddresses } from "./stderr.ts";
import { cleanTags } from "./tags.ts";

const number = z.coerce.number().catch(0);
const ProbedStream = z.object({
  index: z.int(),
  codec_type: z.string().catch(""),
  codec_name: z.string().catch(""),
  sample_rate: number.default(0),
  channels: number.default(0),
  channel_layout: z.string().catch(""),
  bits_per_sample: number.default(0),
  bits_per_raw_sample: number.default(0),
  bit_rate: number.default(0),
  duration: number.default(0),
  start_time: number.default(0),
  disposition: z.record(z.string(), z.number()).catch({}),
  tags: z.record(z.string(), z.string()).catch({}),
});
type ProbedStream = z.infer<typeof ProbedStream>;

const ProbeOutput = z.object({
  format: z
    .object({
      format_name: z.string(),
      duration: number.default(0),
      bit_rate: number.default(0),
      tags: z.record(z.string(), z.string()).catch({}),
    })
    .optional(),
  streams: z.array(ProbedStream).default([]),
});
const PacketOutput = z.object({ packets: z.array(z.object({ pts_time: number.default(0) })).default([]) });

/** What the header says. Nothing of it is believed further than it must be. */
export type Probe = {
  container: string;
  stream: number;
  codec: string;
  sampleRate: number;
  channels: number;
  /** Whether the file says which channel is which. */
  namedLayout: boolean;
  bitDepth: number | null;
  bitrate: number | null;
  /** 0 when the header does not say. */
  seconds: number;
  /**
   * Where the first sample stands on the file's own clock: a recording cut out of a broadcast does not start
   * at 0.
   */
  startSeconds: number;
  /** `seconds` was reckoned from a bit rate: no promise. */
  isGuess: boolean;
  /**
   * Frames of sound that an MP4 declares: what its decoder gives beyond is the encoder's padding. Null where
   * nothing says so.
   */
  validFrames: number | null;
  tags: Record<string, string>;
  /** The stream index of an embedded picture. */
  picture: number | null;
};

export type ProbeLimits = { ffprobePath: string; signal: AbortSignal };

/**
 * @throws JobFailed with `not_audio`, `unsupported` or `damaged`; JobUnavailable where ffprobe can't be
 * started.
 */
export async function probeAudio(file: string, limits: ProbeLimits): Promise<Probe> {
  const ran = await runFfprobe(probeArgs(file), limits);
  const output = ProbeOutput.safeParse(ran.json);
  if (ran.failed || !output.success || !output.data.format || output.data.streams.length === 0) {
    const head = await readHead(file);
    const known = formatOfBytes(head);
    if (known !== null && known !== "hidden" && known.instead !== null)
      throw new JobFailed("unsupported", `${known.name}. ${INSTEAD[known.instead]}`);
    if (looksLikeAudioContainer(head))
      throw new JobFailed("damaged", `the container can't be read: ${ran.stderr}`);
    throw new JobFailed("not_audio", `no audio container: ${ran.stderr}`);
  }
  const { format, streams } = output.data;
  const stream = bestAudioStream(streams);
  if (!stream) {
    const isVideo = streams.some((one) => one.codec_type === "video");
    if (isVideo) throw new JobFailed("not_audio", `a ${format.format_name} file without an audio stream`);
    throw new JobFailed(
      "damaged",
      `a ${format.format_name} file that breaks off before it says what is in it`,
    );
  }
  if (stream.sample_rate < 1 || stream.channels < 1) {
    throw new JobFailed("damaged", `${stream.codec_name} of which neither rate nor channels can be told`);
  }
  if (["", "unknown", "none"].includes(stream.codec_name)) {
    throw new JobFailed("unsupported", `a ${format.format_name} file in a codec without a decoder`);
  }
  const bitDepth = stream.bits_per_raw_sample || stream.bits_per_sample;
  const bitrate = Math.round(stream.bit_rate || format.bit_rate);
  return {
    container: containerName(format.format_name),
    stream: stream.index,
    codec: stream.codec_name,
    sampleRate: Math.round(stream.sample_rate),
    channels: Math.round(stream.channels),
    namedLayout: stream.channel_layout !== "" && stream.channel_layout !== "unknown",
    bitDepth: bitDepth > 0 ? bitDepth : null,
    bitrate: bitrate > 0 ? bitrate : null,
    seconds: Math.max(0, stream.duration || format.duration),
    startSeconds: stream.start_time,
    isGuess: /estimating duration from bitrate/i.test(ran.stderr),
    validFrames: validFramesOf(stream, format.format_name, { ...stream.tags, ...format.tags }),
    tags: cleanTags({ ...stream.tags, ...format.tags }),
    picture: frontCover(streams)?.index ?? null,
  };
}

/**
 * Whether there is audio at `seconds`: then a header that promises more than is allowed tells the truth, and
 * hours of decoding are spared. False proves nothing.
 */
export async function hasAudioAt(
  file: string,
  stream: number,
  seconds: number,
  limits: ProbeLimits,
): Promise<boolean> {
  const ran = await runFfprobe(probeAtArgs(file, stream, seconds), limits);
  const output = PacketOutput.safeParse(ran.json);
  return (
    !ran.failed && output.success && output.data.packets.some((packet) => packet.pts_time >= seconds - 1)
  );
}

/**
 * The default one if a file says so, else the one with the most channels and the highest rate, else the
 * first.
 */
function bestAudioStream(streams: ProbedStream[]): ProbedStream | undefined {
  const weight = (stream: ProbedStream) =>
    (stream.codec_name === "" || stream.sample_rate < 1 ? 0 : 1e12) +
    (stream.disposition.default === 1 ? 1e9 : 0) +
    Math.min(stream.channels, 2) * 1e6 +
    Math.min(stream.sample_rate, 192_000);
  return streams
    .filter((stream) => stream.codec_type === "audio")
    .sort((a, b) => weight(b) - weight(a) || a.index - b.index)[0];
}

/**
 * The embedded picture of type "front cover" (ID3v2 APIC and FLAC PICTURE type 3, which ffprobe spells out in
 * `comment`), else the first one that a player would show.
 */
function frontCover(streams: ProbedStream[]): ProbedStream | undefined {
  const pictures = streams.filter((one) => one.codec_type === "video" && one.disposition.attached_pic === 1);
  const isFront = (one: ProbedStream) =>
    /^cover \(front\)$/i.test(one.tags.comment ?? "") || /^cover\./i.test(one.tags.filename ?? "");
  return pictures.find(isFront) ?? pictures[0];
}

/**
 * AAC comes in whole frames; what of the last one is padding is told by the track's duration (its edit list
 * or sample table), or by the comment that iTunes writes (` 00000000 priming padding samples …` in
 * hexadecimal).
 */
function validFramesOf(
  stream: ProbedStream,
  formatName: string,
  tags: Record<string, string>,
): number | null {
  if (!formatName.startsWith("mov,") || stream.codec_name !== "aac") return null;
  const written = /^\s*[0-9a-f]{8} [0-9a-f]{8} [0-9a-f]{8} ([0-9a-f]{16})/i.exec(tags.iTunSMPB ?? "")?.[1];
  const declared = Math.round(stream.duration * stream.sample_rate);
  const valid = written === undefined ? declared : Number.parseInt(written, 16);
  // HE-AAC counts in halves of what comes out: a figure that is far from the duration is not in our unit.
  return valid > 0 && Math.abs(valid - declared) < 8192 ? valid : declared > 0 ? declared : null;
}

function containerName(formatName: string): string {
  if (formatName.startsWith("mov,")) return "mp4";
  if (formatName.startsWith("matroska")) return "matroska";
  return formatName === "aac" ? "adts" : formatName;
}

async function readHead(file: string): Promise<Uint8Array> {
  const handle = await open(file);
  try {
    const { buffer, bytesRead } = await handle.read(new Uint8Array(4096), 0, 4096, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}

const PROBE_TIMEOUT_MS = 30_000;
const PROBE_OUTPUT_BYTES = 8_000_000;

type FfprobeRun = { failed: boolean; json: unknown; stderr: string };

function runFfprobe(args: string[], limits: ProbeLimits): Promise<FfprobeRun> {
  const options = {
    signal: limits.signal,
    timeout: PROBE_TIMEOUT_MS,
    killSignal: "SIGKILL" as const,
    maxBuffer: PROBE_OUTPUT_BYTES,
  };
  const file = args.at(-1) ?? "";
  return new Promise((resolve, reject) => {
    execFile(limits.ffprobePath, args, options, (error, stdout, stderr) => {
      if (limits.signal.aborted) return reject(abortReason(limits.signal));
      if (error !== null && "syscall" in error)
        return reject(new JobUnavailable(`ffprobe can't be started: ${error.message}`));
      const said = withoutAddresses(stderr.trim().split("\n").slice(-5).join(" · "), file).slice(0, 1000);
      let json: unknown = null;
      try {
        json = JSON.parse(stdout);
      } catch {
        // A killed or failed ffprobe leaves half a document; `failed` and `json: null` say so.
      }
      resolve({ failed: error !== null || json === null, json, stderr: said });
    });
  });
}
