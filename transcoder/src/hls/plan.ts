import { type EncodeTarget, type FlacTarget, keptLayout } from "../ffmpeg/args.ts";

export type LossyName = "aac_64" | "aac_128" | "aac_256";
export type RenditionName = LossyName | "flac";

/** From the most frugal to the best: the index of a rendition is its place here. */
export const LOSSY: ReadonlyArray<{ name: LossyName; kbps: number }> = [
  { name: "aac_64", kbps: 64 },
  { name: "aac_128", kbps: 128 },
  { name: "aac_256", kbps: 256 },
];
/** Where players begin. */
export const START_RENDITION: RenditionName = "aac_128";

const HIGHEST_FLAC_RATE = 96_000;
const LOSSLESS_CODECS = new Set([
  "flac",
  "alac",
  "wavpack",
  "ape",
  "tta",
  "wmalossless",
  "als",
  "mlp",
  "truehd",
]);

export type EncodePlan = {
  lossy: EncodeTarget;
  flac: FlacTarget;
  /**
   * What is decoded to, measured and encoded from: the rate of FLAC, so that the best rung is these samples
   * and no others.
   */
  pcm: EncodeTarget;
};

/**
 * One rate for all lossy rungs, so that players can switch between them: the source's where it is 44,100 or
 * 48,000, else the one of its family, whose ratio is simple (22,050, 11,025, 88,200 … → 44,100; all others →
 * 48,000). FLAC keeps the source's rate up to 96,000 and its depth up to 24 bits; more is no sound, only
 * bytes.
 */
export function planEncodes(source: {
  codec: string;
  sampleRate: number;
  channels: number;
  namedLayout: boolean;
  bitDepth: number | null;
}): EncodePlan {
  const layout = keptLayout(source.channels, source.namedLayout);
  const lossyRate = source.sampleRate % 11_025 === 0 ? 44_100 : 48_000;
  const flacRate = source.sampleRate <= HIGHEST_FLAC_RATE ? source.sampleRate : lossyRate * 2;
  const isLossless = LOSSLESS_CODECS.has(source.codec) || /^(?:pcm|dsd)_/.test(source.codec);
  const isDeep =
    isLossless && ((source.bitDepth ?? 16) > 16 || /^(?:pcm_[fs](?:24|32|64)|dsd_)/.test(source.codec));
  return {
    lossy: { sampleRate: lossyRate, layout },
    flac: { sampleRate: flacRate, layout, bits: isDeep ? 24 : 16, dither: !isLossless },
    pcm: { sampleRate: flacRate, layout },
  };
}
