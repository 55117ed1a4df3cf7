/** Bad passwords before a delay begins: for one account, and for one address (where many people may sit). */
export const LOCKOUT_THRESHOLD = { account: 5, address: 50 } as const;
const BASE_MS = 30_000;
const CAP_MS = 3_600_000;

/** How long sign-in waits after the `count`-th bad password in a row, in milliseconds: doubling from 30 s to an hour. */
export function lockoutDelay(count: number, threshold: number): number {
  if (count < threshold) return 0;
  return Math.min(CAP_MS, BASE_MS * 2 ** Math.min(count - threshold, 20));
}

/** The part of an address that is shown and stored: /24 of IPv4, /48 of IPv6. */
export function ipPrefix(address: string): string {
  if (address.includes(":")) return `${address.split(":").slice(0, 3).join(":")}::/48`;
  const parts = address.split(".");
  return parts.length === 4 ? `${parts.slice(0, 3).join(".")}.0/24` : "unknown";
}
