/**
 * The arguments of every ffmpeg and ffprobe run, as pure functions: what the security of decoding strangers'
 * files rests on can be read and tested here without running anything.
 */

import { DEMUXERS } from "@veza/contracts/formats";

/**
 * Containers of single audio files, from the one table. Not there, and that is the point: hls, dash, concat,
 * sdp, image2, lavfi and other demuxers that open further files or addresses named inside the file.
 */
const FORMATS = DEMUXERS.join(",");

/** ffmpeg's demuxer for each kind of picture that is taken. */
export const PICTURE_FORMATS = { jpeg: "jpeg_pipe", png: "png_pipe", webp: "webp_pipe", gif: "gif" } as const;
export type PictureFormat = keyof typeof PICTURE_FORMATS;

const INPUT_LIMITS = ["-protocol_whitelist", "file"];
/** Nothing of the source's metadata goes to listeners, and equal input gives equal bytes. */
const CLEAN = ["-map_metadata", "-1", "-map_chapters", "-1", "-fflags", "+bitexact"];

export type Layout = { channels: 1 | 2; filter: string };

export type EncodeTarget = { sampleRate: number; layout: Layout };

/** At level `warning` ffprobe says when a length is guessed from a bit rate. */
export function probeArgs(source: string): string[] {
  return [
    ...["-hide_banner", "-v", "warning", ...INPUT_LIMITS, "-format_whitelist", FORMATS],
    ...["-show_format", "-show_streams", "-of", "json", source],
  ];
}

/** One packet of the audio at `seconds`, to learn whether a header that promises so much tells the truth. */
export function probeAtArgs(source: string, stream: number, seconds: number): string[] {
  return [
    ...["-hide_banner", "-v", "error", ...INPUT_LIMITS, "-format_whitelist", FORMATS],
    ...["-select_streams", String(stream), "-read_intervals", `${seconds}%+#1`],
    ...["-show_entries", "packet=pts_time,size", "-of", "json", source],
  ];
}

/**
 * Options before `-i` of the one decode of a stranger's file. `-max_error_rate 1`: a damaged file gives what
 * can be decoded, and what is too little is decided by what came out, not by ffmpeg's exit code.
 */
export function audioInput(): string[] {
  return [
    ...["-hide_banner", "-nostdin", "-v", "error", "-stats", "-stats_period", "0.25", "-max_error_rate", "1"],
    ...["-threads", "1", ...INPUT_LIMITS, "-format_whitelist", FORMATS],
  ];
}

/**
 * The same for one link of a chained Ogg file, which comes through stdin: nothing else may be opened at all.
 */
export function linkInput(): string[] {
  return [
    ...["-hide_banner", "-nostdin", "-v", "error", "-stats", "-stats_period", "0.25", "-max_error_rate", "1"],
    ...["-threads", "1", "-protocol_whitelist", "pipe", "-format_whitelist", "ogg", "-f", "ogg"],
  ];
}

/**
 * The one explicit downmix. Mono stays mono (half the work, twice the bits), all else becomes stereo. The
 * matrix is scaled so that no sum of full-scale channels exceeds full scale (`rematrix_maxval`): ffmpeg does
 * so by itself for integer samples only, and decoders of floats (AAC, Vorbis, AC-3) would come out up to 8 dB
 * hotter. Where a file does not say what its channels are, the first two are left and right.
 */
export function keptLayout(channels: number, namedLayout: boolean): Layout {
  if (channels === 1) return { channels: 1, filter: "aresample=ochl=mono:rematrix_maxval=1" };
  if (channels > 2 && !namedLayout) return { channels: 2, filter: "pan=stereo|c0=c0|c1=c1" };
  return { channels: 2, filter: "aresample=ochl=stereo:rematrix_maxval=1" };
}

/**
 * The one format that everything is measured and encoded from: interleaved 32-bit floats, which hold 24-bit
 * integers exactly and never clip. Where a file changes its rate or its channels on the way, ffmpeg builds
 * these filters anew and the output stays as it is.
 * @param gain linear; 1 leaves every sample as it is
 */
export function pcmOutput(stream: number, target: EncodeTarget, gain: number, maxSeconds: number): string[] {
  const { filter, channels } = target.layout;
  const level = gain === 1 ? "" : `,volume=${gain.toFixed(6)}:precision=float`;
  const graph = `${filter},aresample=${target.sampleRate}:osf=flt${level},aformat=sample_fmts=flt,asetpts=N`;
  return [
    ...only(stream, maxSeconds),
    ...[
      "-af",
      graph,
      "-ac",
      String(channels),
      "-ar",
      String(target.sampleRate),
      "-c:a",
      "pcm_f32le",
      "-f",
      "f32le",
    ],
  ];
}

/** Options before `-i` where our own samples come through stdin. */
export function pcmInput(target: EncodeTarget, level: "error" | "info" = "error"): string[] {
  return [
    ...["-hide_banner", "-nostdin", "-v", level, "-stats", "-stats_period", "0.25", "-threads", "1"],
    ...["-protocol_whitelist", "pipe", "-f", "f32le", "-ar", String(target.sampleRate)],
    ...["-ac", String(target.layout.channels)],
  ];
}

/** EBU R128 of our own samples: the log holds one summary and nothing of the stranger's file. */
export function meterOutput(): string[] {
  return [...["-map", "0:0", "-af", "ebur128=peak=true:framelog=verbose", "-c:a", "pcm_s16le", "-f", "null"]];
}

/** Time is counted in samples. The time base after aresample is one sample. */
function timeline(target: EncodeTarget, resampleOptions = ""): string {
  return `aresample=${target.sampleRate}${resampleOptions},asetpts=N`;
}

function only(stream: number, maxSeconds: number): string[] {
  return ["-map", `0:${stream}`, "-vn", "-sn", "-dn", "-t", String(maxSeconds)];
}

/** Fragments of a second keep the pipe flowing; our own segmenter decides where segments really end. */
const FRAGMENTED_MP4 = [
  ...["-movflags", "+empty_moov+default_base_moof+skip_trailer", "-frag_duration", "1000000"],
  ...["-flush_packets", "1", "-f", "mp4"],
];

/**
 * AAC-LC in fragmented MP4. The encoder's default search (`twoloop`) makes pure tones up to 5 dB louder than
 * they were, at every bit rate; the fast one stays within 1 dB, is no further from the source, and takes half
 * of the time. All rungs of a track get one `target`, so that they can be switched without a seam.
 */
export function aacOutput(kbps: number, target: EncodeTarget, maxSeconds: number): string[] {
  return [
    ...only(0, maxSeconds),
    ...[
      "-af",
      timeline(target),
      "-c:a",
      "aac",
      "-profile:a",
      "aac_low",
      "-aac_coder",
      "fast",
      "-b:a",
      `${kbps}k`,
      "-flags:a",
      "+bitexact",
    ],
    ...[...CLEAN, ...FRAGMENTED_MP4],
  ];
}

export type FlacTarget = EncodeTarget & {
  bits: 16 | 24;
  /** Rounding a decoder's floats to 16 bits needs noise; samples that were integers are kept as they are. */
  dither: boolean;
};

/** FLAC in fragmented MP4, which ffmpeg 5 still calls experimental (`-strict -2`). */
export function flacOutput(target: FlacTarget, maxSeconds: number): string[] {
  const samples =
    target.bits === 16 ? ["-sample_fmt", "s16"] : ["-sample_fmt", "s32", "-bits_per_raw_sample", "24"];
  const dither = target.dither ? ":osf=s16:dither_method=triangular" : "";
  return [
    ...only(0, maxSeconds),
    ...["-af", timeline(target, dither), "-c:a", "flac", "-compression_level", "5", ...samples],
    ...["-flags:a", "+bitexact", "-strict", "-2", ...CLEAN, ...FRAGMENTED_MP4],
  ];
}

/** The download: needs a file, because the Xing header at its start is written last. */
export function mp3Output(target: EncodeTarget, maxSeconds: number): string[] {
  return [
    ...only(0, maxSeconds),
    ...["-af", timeline(target), "-c:a", "libmp3lame", "-b:a", "320k", "-flags:a", "+bitexact"],
    ...[...CLEAN, "-id3v2_version", "0", "-write_xing", "1", "-f", "mp3"],
  ];
}

/** The embedded picture's own bytes, not decoded: they go the same careful way as an uploaded picture. */
export function pictureOutput(stream: number): string[] {
  return ["-map", `0:${stream}`, "-an", "-c:v", "copy", "-frames:v", "1", ...CLEAN, "-f", "data"];
}

export function pictureInput(format: PictureFormat): string[] {
  return [
    ...["-hide_banner", "-nostdin", "-v", "error", "-threads", "1", ...INPUT_LIMITS],
    ...["-noautorotate", "-f", PICTURE_FORMATS[format]],
  ];
}

/** Filters that undo an Exif orientation (TIFF tag 0x0112, values 1 to 8). */
const UPRIGHT = [
  ...["", "", "hflip,", "hflip,vflip,", "vflip,", "transpose=cclock_flip,", "transpose=clock,"],
  ...["transpose=clock_flip,", "transpose=cclock,"],
] as const;

/**
 * Cuts the middle square out and scales it once for each side, never above what the source has. Transparent
 * parts become black. `picture` has the size and the orientation that the header states.
 */
export function squaresGraph(
  picture: { width: number; height: number; orientation: number; alpha: boolean },
  sides: readonly number[],
): string[] {
  const side = Math.min(picture.width, picture.height);
  const kept = sides.map((wanted) => Math.min(wanted, side));
  const flatten = picture.alpha ? "format=yuva444p,premultiply=inplace=1," : "";
  const largest = Math.max(...kept);
  const labels = kept.map((_, index) => `[in${index}]`).join("");
  const scales = kept.map(
    (size, index) => `[in${index}]scale=${size}:${size}:flags=lanczos,setsar=1[out${index}]`,
  );
  const head =
    `[0:v:0]crop=${side}:${side},scale=${largest}:${largest}:flags=lanczos,` +
    `${UPRIGHT[picture.orientation] ?? ""}${flatten}format=yuvj420p,split=${kept.length}${labels}`;
  return ["-filter_complex", [head, ...scales].join(";")];
}

export function squareOutput(index: number): string[] {
  return [
    ...["-map", `[out${index}]`, "-frames:v", "1", "-c:v", "mjpeg", "-q:v", "3", "-pix_fmt", "yuvj420p"],
    ...[...CLEAN, "-flags:v", "+bitexact", "-f", "mjpeg"],
  ];
}

/** The size that fits into a square of `side`, never above the source's, at least one pixel each way. */
export function fitted(
  size: { width: number; height: number },
  side: number,
): { width: number; height: number } {
  const scale = Math.min(1, side / Math.max(size.width, size.height));
  return {
    width: Math.max(1, Math.round(size.width * scale)),
    height: Math.max(1, Math.round(size.height * scale)),
  };
}

/**
 * Scales the whole picture once for each side and turns it upright. Transparency is kept, but nothing that
 * lies hidden below it: colours are multiplied by their opacity, scaled, and divided again. `picture` has the
 * size and the orientation that the header states.
 */
export function fittedGraph(
  picture: { width: number; height: number; orientation: number; alpha: boolean },
  sides: readonly number[],
): string[] {
  const upright = UPRIGHT[picture.orientation] ?? "";
  const open = picture.alpha ? "format=gbrap,premultiply=inplace=1," : "";
  const close = picture.alpha ? "unpremultiply=inplace=1,format=bgra" : "format=yuv420p";
  const labels = sides.map((_, index) => `[in${index}]`).join("");
  const scales = sides.map((side, index) => {
    const { width, height } = fitted(picture, side);
    return `[in${index}]scale=${width}:${height}:flags=lanczos,${upright}setsar=1,${close}[out${index}]`;
  });
  return ["-filter_complex", [`[0:v:0]${open}split=${sides.length}${labels}`, ...scales].join(";")];
}

/** One still WebP: small, with transparency, shown by every browser. */
export function webpOutput(index: number): string[] {
  return [
    ...["-map", `[out${index}]`, "-frames:v", "1", "-c:v", "libwebp", "-quality", "84"],
    ...["-compression_level", "4", ...CLEAN, "-flags:v", "+bitexact", "-f", "webp"],
  ];
}
