import { AppError } from "@veza/worker-kit/app-error";
import { networkOf } from "@veza/worker-kit/network";
import type { Db } from "../../db/client.ts";
import { clearFailures, giveBackAttempt, lockedUntil, reserveAttempt } from "./attempt-queries.ts";
import { LOCKOUT_THRESHOLD } from "./lockout.ts";
import { hashToken } from "./secrets.ts";

export interface Attempt {
  /**
   * Wrong passwords of this account in a row, from everywhere, this attempt included; 0 where a known device
   * tries.
   */
  account_count: number;
  /** The failures of the account in a row are forgotten; the network keeps what others did. */
  succeeded(): Promise<void>;
}

/** What an account (an e-mail address, or `bot:` and an id) is tried from. */
export interface Attacker {
  account: string;
  address: string;
}

/**
 * One attempt to sign in, counted before anything is compared, in one statement: of forty at the same moment
 * no more are compared than are allowed. The account's own network waits after five wrong ones in a row;
 * others wait only when the account was tried twenty times from everywhere, or their own network fifty times.
 * Throws `account_locked`.
 */
export async function beginAttempt(db: Db, who: Attacker, now: Date): Promise<Attempt> {
  const network = networkOf(who.address);
  const pair = { key: await hashToken(`pair:${who.account} ${network}`), threshold: LOCKOUT_THRESHOLD.pair };
  const account = { key: await hashToken(`account:${who.account}`), threshold: LOCKOUT_THRESHOLD.account };
  const net = { key: await hashToken(`network:${network}`), threshold: LOCKOUT_THRESHOLD.network };
  const counts = await reserveAttempt(db, [pair, account, net]);
  if (counts === null) return refuse(db, [pair.key, account.key, net.key], now);
  return {
    account_count: counts[1] ?? 0,
    async succeeded() {
      await db.batch([
        clearFailures(db, [pair.key, account.key]),
        giveBackAttempt(db, net.key, LOCKOUT_THRESHOLD.network),
      ]);
    },
  };
}

/**
 * An attempt by what the account knows: a device that it was signed in on, or a link that was mailed to it.
 * It waits for nobody else's failures, and is counted by itself. Throws `account_locked`.
 * @param known names the device or the link, with the account
 */
export async function beginKnownAttempt(db: Db, known: string, now: Date): Promise<Attempt> {
  const key = await hashToken(`known:${known}`);
  if ((await reserveAttempt(db, [{ key, threshold: LOCKOUT_THRESHOLD.known }])) === null)
    return refuse(db, [key], now);
  return {
    account_count: 0,
    async succeeded() {
      await clearFailures(db, [key]);
    },
  };
}

async function refuse(db: Db, keys: string[], now: Date): Promise<never> {
  const until = await lockedUntil(db, keys);
  throw new AppError("account_locked", {
    retry_after_ms: Math.max(1000, (until?.getTime() ?? 0) - now.getTime()),
  });
}
