/**
 * Wrong passwords in a row before a delay begins: of one account from one network, of one network (where many
 * people may sit), of one account from everywhere, and by a device or a mailed link that the account knows.
 */
export const LOCKOUT_THRESHOLD = { pair: 5, network: 50, account: 20, known: 5 } as const;
/** Seconds. */
export const LOCKOUT_BASE_S = 30;
export const LOCKOUT_CAP_S = 3600;

/**
 * How long sign-in waits after the `count`-th wrong password in a row, in milliseconds: doubling from 30 s to
 * an hour. The database reckons the same way (`reserveAttempt`).
 */
export function lockoutDelay(count: number, threshold: number): number {
  if (count < threshold) return 0;
  return Math.min(LOCKOUT_CAP_S, LOCKOUT_BASE_S * 2 ** Math.min(count - threshold, 20)) * 1000;
}
