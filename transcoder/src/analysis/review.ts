import type { Review } from "@veza/contracts/jobs";

/** Rounding of containers, and the frame that some of them count once more than there is. */
const TOLERANCE_MS = 50;
/**
 * Reached so closely, nothing inside can be missing: what a decoder complained of stood outside of the sound.
 */
const WHOLE_MS = 8;
/**
 * One complaint about a stream without a promise is a tag behind its end, or a first frame that leans on one
 * before it.
 */
const HARMLESS_PACKETS = 1;

/**
 * Whether what was read is what the file is. Pure.
 * @param promised seconds that the file states exactly, or null
 * @param lostPackets packets that could not be decoded
 */
export function reviewOf(seconds: number, promised: number | null, lostPackets: number): Review | null {
  const readable_ms = Math.round(seconds * 1000);
  const promised_ms = promised === null ? null : Math.round(promised * 1000);
  const missing = promised_ms === null ? 0 : promised_ms - readable_ms;
  if (missing > TOLERANCE_MS) return { reason: "shorter", readable_ms, promised_ms };
  if (promised_ms !== null && Math.abs(missing) <= WHOLE_MS) return null;
  if (lostPackets > (promised_ms === null ? HARMLESS_PACKETS : 0))
    return { reason: "errors", readable_ms, promised_ms };
  return null;
}
