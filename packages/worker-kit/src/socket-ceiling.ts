import { CLOSE } from "@veza/contracts/ws/close";

/** Sockets that one user may have open in one chat room, party, session or inbox. */
export const MAX_SOCKETS_PER_USER = 16;
/** Clients ping every half minute or so: who was silent for this long has most likely gone without a word. */
const SILENT_MS = 90_000;

/** What is needed of a socket: its end, and when it last sent something. */
export interface OpenSocket {
  close(code: number, reason: string): void;
  seen_ms(): number;
}

/**
 * Whether one more socket of a user fits beside those that are open. Where it does not, the one that was
 * silent longest goes if it was silent for long (a phone that changed its network leaves such); one that
 * lives is never put out for a newcomer, or two clients would put each other out for ever. Who gets false is
 * refused with `too_many_sockets`.
 */
export function admitsSocket(
  own: readonly OpenSocket[],
  now_ms: number,
  most = MAX_SOCKETS_PER_USER,
): boolean {
  if (own.length < most) return true;
  const [oldest] = own.toSorted((a, b) => a.seen_ms() - b.seen_ms());
  if (oldest === undefined || now_ms - oldest.seen_ms() < SILENT_MS) return false;
  oldest.close(CLOSE.replaced, "replaced");
  return true;
}
