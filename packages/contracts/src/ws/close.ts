/**
 * Close codes of every Veza socket. 43xx: try again with backoff. 44xx: don't, something must change first. A
 * browser cannot read an HTTP error on an upgrade, so a refused socket is accepted and closed with one of
 * these.
 */
export const CLOSE = {
  server_restart: 4300,
  overloaded: 4301,
  heartbeat_missed: 4302,
  too_slow: 4303,
  unauthenticated: 4401,
  /** The address of the account is to be verified first. */
  email_not_verified: 4402,
  forbidden: 4403,
  not_found: 4404,
  /** Another socket of the same device took its place. */
  replaced: 4409,
  token_expired: 4410,
  bad_frame: 4422,
  rate_limited: 4429,
  /** The user has as many sockets here as one may have; an old one must go first. */
  too_many_sockets: 4431,
  unsupported_protocol: 4426,
} as const;
export type CloseReason = keyof typeof CLOSE;

/** Whether a client should come back by itself after this close code. */
export function isRetryable(code: number): boolean {
  return code < 4400 || code === CLOSE.token_expired;
}
