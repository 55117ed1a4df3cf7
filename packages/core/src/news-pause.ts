/** Bytes a second that one kind of news may cost a party, over all sockets. */
const FAN_OUT_BYTES_PER_S = 4_000_000;
const LEAST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 5_000;

/**
 * The pause after a frame of this size to so many sockets: long queues of large parties are told less often.
 */
export function pauseAfter(bytes: number, sockets: number): number {
  const ms = (bytes * sockets * 1000) / FAN_OUT_BYTES_PER_S;
  return Math.min(LONGEST_PAUSE_MS, Math.max(LEAST_PAUSE_MS, Math.round(ms)));
}
