/**
 * The machine's wall clock with fractions of a millisecond: what the server's stamps are read from, so the
 * truth of this bench. `Date.now()` rounds down; where it is furthest ahead of the even clock it has just
 * ticked.
 */
export function trueClock(): () => number {
  let ahead = Number.NEGATIVE_INFINITY;
  const until = performance.now() + 50;
  while (performance.now() < until) ahead = Math.max(ahead, Date.now() - performance.now());
  return () => performance.now() + ahead;
}

/** Marsaglia's xorshift32, from 0 to 1. */
export function randomFrom(seed: number): () => number {
  let state = seed | 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}
