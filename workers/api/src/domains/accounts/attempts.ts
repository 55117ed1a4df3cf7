import { AppError } from "@veza/worker-kit/app-error";
import type { Db } from "../../db/client.ts";
import { LOCKOUT_THRESHOLD, lockoutDelay } from "./lockout.ts";
import { clearFailures, countFailure, lockedUntil, lockUntil } from "./queries.ts";
import { hashToken } from "./secrets.ts";

export interface Attempt {
  /** The account's failures in a row are forgotten; the address keeps its own. */
  succeeded(): Promise<void>;
  /** @returns whether the account has been locked by this failure, for the first time in a row */
  failed(): Promise<{ isFirstLock: boolean }>;
}

/**
 * One attempt to sign in, by an address of the network, to an account (an e-mail address, or `bot:` and an id). Throws `account_locked`
 * while either has to wait.
 */
export async function beginAttempt(
  db: Db,
  who: { account: string; address: string },
  now: Date,
): Promise<Attempt> {
  const keys = {
    account: await hashToken(`account:${who.account}`),
    address: await hashToken(`address:${who.address}`),
  };
  const locked = await lockedUntil(db, [keys.account, keys.address]);
  if (locked !== null)
    throw new AppError("account_locked", {
      retry_after_ms: Math.max(1000, locked.getTime() - now.getTime()),
    });
  return {
    async succeeded() {
      await clearFailures(db, keys.account);
    },
    async failed() {
      let isFirstLock = false;
      for (const kind of ["account", "address"] as const) {
        const count = await countFailure(db, keys[kind]);
        const delay = lockoutDelay(count, LOCKOUT_THRESHOLD[kind]);
        if (delay === 0) continue;
        await lockUntil(db, keys[kind], new Date(now.getTime() + delay));
        if (kind === "account") isFirstLock = count === LOCKOUT_THRESHOLD.account;
      }
      return { isFirstLock };
    },
  };
}
