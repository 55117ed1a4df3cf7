import type { RenditionFacts } from "./rendition-choice.ts";

/**
 * What listeners read for a rendition: `AAC 256`, or the word for lossless with its rate: `Lossless 44.1`.
 */
export function renditionName(
  rendition: Pick<RenditionFacts, "name" | "lossless" | "codec" | "bandwidth">,
  lossless: string,
): string {
  if (rendition.lossless) return `FLAC · ${lossless}`;
  const nominal = /_(\d+)$/.exec(rendition.name)?.[1] ?? String(Math.round(rendition.bandwidth / 1000));
  return `AAC ${nominal}`;
}
