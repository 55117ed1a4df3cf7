/**
 * The arguments of every ffmpeg and ffprobe run, as pure functions: what the security of decoding strangers' files
 * rests on can be read and tested here without running anything.
 */

/**
 * Containers of single audio files. Not here, and that is the point: hls, dash, concat, sdp, image2, lavfi and other
 * demuxers that open further files or addresses named inside the file.
 */
export const AUDIO_FORMATS = [
  ...[
    "wav",
    "w64",
    "flac",
    "aiff",
    "mp3",
    "mov",
    "mp4",
    "m4a",
    "ogg",
    "asf",
    "matroska",
    "webm",
    "aac",
    "caf",
    "wv",
  ],
] as const;

/** ffmpeg's demuxer for each kind of picture that is taken. */
export const PICTURE_FORMATS = { jpeg: "jpeg_pipe", png: "png_pipe", webp: "webp_pipe", gif: "gif" } as const;
export type PictureFormat = keyof typeof PICTURE_FORMATS;

const INPUT_LIMITS = ["-protocol_whitelist", "file"];
/** Nothing of the source's metadata goes to listeners, and equal input gives equal bytes. */
const CLEAN = ["-map_metadata", "-1", "-map_chapters", "-1", "-fflags", "+bitexact"];

export type Layout = { channels: 1 | 2; filter: string };

export type EncodeTarget = { sampleRate: number; layout: Layout };

export function probeArgs(source: string): string[] {
  return [
    ...["-hide_banner", "-v", "error", ...INPUT_LIMITS, "-format_whitelist", AUDIO_FORMATS.join(",")],
    ...["-show_format", "-show_streams", "-of", "json", source],
  ];
}

/** One packet of the audio at `seconds`, to learn whether a header that promises so much tells the truth. */
export function probeAtArgs(source: string, stream: number, seconds: number): string[] {
  return [
    ...["-hide_banner", "-v", "error", ...INPUT_LIMITS, "-format_whitelist", AUDIO_FORMATS.join(",")],
    ...["-select_streams", String(stream), "-read_intervals", `${seconds}%+#1`],
    ...["-show_entries", "packet=pts_time,size", "-of", "json", source],
  ];
}

/**
 * Options before `-i` for every audio decode. `-max_error_rate 1`: a damaged file plays what can be decoded, and what
 * is too little is decided by what came out, not by ffmpeg's exit code.
 */
export function audioInput(level: "error" | "info" = "error"): string[] {
  return [
    ...["-hide_banner", "-nostdin", "-v", level, "-stats", "-stats_period", "0.25", "-max_error_rate", "1"],
    ...["-threads", "1", ...INPUT_LIMITS, "-format_whitelist", AUDIO_FORMATS.join(",")],
  ];
}

/**
 * Downmixes to what we keep: mono stays mono (half the work, twice the bits), all else becomes stereo. Where a file
 * does not say what its channels are, the first two are left and right.
 */
export function keptLayout(channels: number, namedLayout: boolean): Layout {
  if (channels === 1) return { channels: 1, filter: "aformat=channel_layouts=mono" };
  if (channels > 2 && !namedLayout) return { channels: 2, filter: "pan=stereo|c0=c0|c1=c1" };
  return { channels: 2, filter: "aformat=channel_layouts=stereo" };
}

/**
 * `asetpts=N` counts samples and forgets the timestamps of the source: holes and overlaps of a damaged file would
 * otherwise become drift between rungs. The time base after aresample is one sample.
 */
function timeline(target: EncodeTarget, resampleOptions = ""): string {
  return `${target.layout.filter},aresample=${target.sampleRate}${resampleOptions},asetpts=N`;
}

function only(stream: number, maxSeconds: number): string[] {
  return ["-map", `0:${stream}`, "-vn", "-sn", "-dn", "-t", String(maxSeconds)];
}

/** Fragments of a second keep the pipe flowing; our own segmenter decides where segments really end. */
const FRAGMENTED_MP4 = [
  ...["-movflags", "+empty_moov+default_base_moof+skip_trailer", "-frag_duration", "1000000"],
  ...["-flush_packets", "1", "-f", "mp4"],
];

/** AAC-LC in fragmented MP4. All rungs of a track get one `target`, so that they can be switched without a seam. */
export function aacOutput(stream: number, kbps: number, target: EncodeTarget, maxSeconds: number): string[] {
  return [
    ...only(stream, maxSeconds),
    ...[
      "-af",
      timeline(target),
      "-c:a",
      "aac",
      "-profile:a",
      "aac_low",
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
export function flacOutput(stream: number, target: FlacTarget, maxSeconds: number): string[] {
  const samples =
    target.bits === 16 ? ["-sample_fmt", "s16"] : ["-sample_fmt", "s32", "-bits_per_raw_sample", "24"];
  const dither = target.dither ? ":osf=s16:dither_method=triangular" : "";
  return [
    ...only(stream, maxSeconds),
    ...["-af", timeline(target, dither), "-c:a", "flac", "-compression_level", "5", ...samples],
    ...["-flags:a", "+bitexact", "-strict", "-2", ...CLEAN, ...FRAGMENTED_MP4],
  ];
}

/** The download: needs a file, because the Xing header at its start is written last. */
export function mp3Output(stream: number, target: EncodeTarget, maxSeconds: number): string[] {
  return [
    ...only(stream, maxSeconds),
    ...["-af", timeline(target), "-c:a", "libmp3lame", "-b:a", "320k", "-flags:a", "+bitexact"],
    ...[...CLEAN, "-id3v2_version", "0", "-write_xing", "1", "-f", "mp3"],
  ];
}

/**
 * One decode, two uses: 16-bit PCM on stdout for our own peaks, and EBU R128 whose summary ffmpeg prints at the end.
 * The downmix is measured, because that is what listeners hear. The resampler only acts where a file changes its rate
 * on the way. The per-frame log of ebur128 is moved below the level that is printed.
 */
export function analysisGraph(stream: number, target: EncodeTarget): string[] {
  return [
    "-filter_complex",
    `[0:${stream}]${timeline(target)},asplit=2[heard][drawn];` +
      "[heard]ebur128=peak=true:framelog=verbose[measured];[drawn]aformat=sample_fmts=s16[pcm]",
  ];
}

export function analysisPcmOutput(): string[] {
  return ["-map", "[pcm]", "-c:a", "pcm_s16le", "-f", "s16le"];
}

export function analysisMeterOutput(): string[] {
  return ["-map", "[measured]", "-c:a", "pcm_s16le", "-f", "null"];
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
 * Cuts the middle square out and scales it once for each side, never above what the source has. Transparent parts
 * become black. `picture` has the size and the orientation that the header states.
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
 * Scales the whole picture once for each side and turns it upright. Transparency is kept, but nothing that lies hidden below it:
 * colours are multiplied by their opacity, scaled, and divided again. `picture` has the size and the orientation that the header states.
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
