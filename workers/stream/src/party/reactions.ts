import { addCounts, type ReactionCounts } from "./frames.ts";

/** How often counts go out together. */
export const REACTIONS_EVERY_MS = 500;

/**
 * Adds reactions up in memory and hands the sum on after a pause: a crash loses half a second of hearts.
 * @param send takes the sum
 */
export function createReactionSum(
  every_ms: number,
  after: (ms: number, run: () => void) => void,
  send: (counts: ReactionCounts) => void,
): (counts: ReactionCounts) => void {
  let sum: ReactionCounts | null = null;
  return (counts) => {
    if (sum === null) {
      sum = {};
      after(every_ms, () => {
        const done = sum;
        sum = null;
        if (done !== null) send(done);
      });
    }
    addCounts(sum, counts);
  };
}
