/** Samples of one AAC-LC frame. */
export const AAC_FRAME = 1024;
/** RFC 9639, section 9.1.1: block sizes by their code. 6 and 7 stand at the end of the header. */
const FLAC_BLOCKS = [0, 192, 576, 1152, 2304, 4608, 0, 0, 256, 512, 1024, 2048, 4096, 8192, 16_384, 32_768];

/**
 * Samples in one encoded frame, told by the frame and not by its timestamps. The muxer derives durations from
 * timestamps, and those jump where a source changes its rate or its channels on the way.
 * @param last whether this is the last frame: AAC's is cut where the source ends, which only the muxer knows
 */
export function frameLength(codec: string, frame: Uint8Array, muxed: number, last: boolean): number {
  if (codec === "fLaC") return flacFrameLength(frame) ?? muxed;
  return last && muxed > 0 && muxed < AAC_FRAME ? muxed : AAC_FRAME;
}

/** The block size that a FLAC frame header states; null when this is no frame header. */
export function flacFrameLength(frame: Uint8Array): number | null {
  if (frame[0] !== 0xff || ((frame[1] ?? 0) & 0xfc) !== 0xf8) return null;
  const code = (frame[2] ?? 0) >> 4;
  if (code !== 6 && code !== 7) return FLAC_BLOCKS[code] || null;
  // A number coded like UTF-8 lies between: its first byte says by leading ones how long it is.
  const first = frame[4] ?? 0;
  const at = 4 + (first < 0x80 ? 1 : Math.clz32(~(first << 24)));
  const high = frame[at] ?? 0;
  return code === 6 ? high + 1 : ((high << 8) | (frame[at + 1] ?? 0)) + 1;
}
