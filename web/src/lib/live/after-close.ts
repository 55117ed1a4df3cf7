import { CLOSE, type CloseReason, isRetryable } from "@veza/contracts/ws/close";

/**
 * `later`: by itself, after the backoff. `renew`: at once, with a renewed session. `never`: something must
 * change first.
 */
export type AfterClose = "later" | "renew" | "never";

const AFTER: Readonly<Record<CloseReason, AfterClose>> = {
  server_restart: "later",
  overloaded: "later",
  heartbeat_missed: "later",
  too_slow: "later",
  unauthenticated: "renew",
  token_expired: "renew",
  email_not_verified: "never",
  forbidden: "never",
  not_found: "never",
  replaced: "never",
  bad_frame: "never",
  rate_limited: "never",
  too_many_sockets: "never",
  unsupported_protocol: "never",
};
const BY_CODE = new Map<number, AfterClose>(
  Object.entries(CLOSE).map(([reason, code]) => [code, AFTER[reason as CloseReason]]),
);

/** What a socket does after this close code. Codes of the network or of a newer server go by their range. */
export function afterClose(code: number): AfterClose {
  return BY_CODE.get(code) ?? (isRetryable(code) ? "later" : "never");
}
