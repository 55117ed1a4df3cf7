import { chooseRendition, initialAbr, observeThroughput } from "@veza/core/abr";
import { LADDER, type QualityPolicy } from "./playback-simulation.ts";

/**
 * Our algorithm as the stream session uses it: throughput is measured from a segment's first byte to its
 * last, and what has been sent is not taken back. Its state goes through JSON between any two segments, as
 * through a hibernation.
 */
export function ourPolicy(): QualityPolicy {
  let kept = JSON.stringify(initialAbr());
  return {
    choose: ({ now_ms, buffered_ms, segment_ms }) => {
      const { index, state } = chooseRendition(JSON.parse(kept), {
        renditions: LADDER,
        wanted: "auto",
        may_lossless: false,
        buffered_ms,
        segment_ms,
        now_ms,
      });
      kept = JSON.stringify(state);
      return index;
    },
    loaded: ({ now_ms }, { bytes, first_byte_ms, started_ms }) => {
      const elapsed_ms = Math.max(1, now_ms - (first_byte_ms ?? started_ms));
      kept = JSON.stringify(
        observeThroughput(JSON.parse(kept), { kbps: (bytes * 8) / elapsed_ms, bytes, elapsed_ms }),
      );
    },
  };
}
