import { openDatabase } from "../../db/client.ts";
import type { ApiEnv } from "../../env.ts";
import { forgetFailures } from "./attempt-queries.ts";
import { forgetTokens, removeUnconfirmed } from "./queries.ts";

/** An account that nobody confirms goes after this; its last link has run out long before. */
const UNCONFIRMED_MS = 14 * 86_400_000;
const DAY_MS = 86_400_000;

/** Takes away accounts that nobody confirmed, and their names with them. */
export const expireUnconfirmed = (env: ApiEnv, now: Date) =>
  removeUnconfirmed(openDatabase(env), new Date(now.getTime() - UNCONFIRMED_MS), 200);

/** Forgets tokens and counts that say nothing any more. */
export async function forgetOldSecrets(env: ApiEnv, now: Date): Promise<void> {
  const db = openDatabase(env);
  const yesterday = new Date(now.getTime() - DAY_MS);
  await db.batch([...forgetTokens(db, yesterday), forgetFailures(db, yesterday)]);
}
