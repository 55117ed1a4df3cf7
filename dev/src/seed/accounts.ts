import { newId } from "@veza/core/ids";
import { hash } from "bcryptjs";
import { neonTarget } from "../migrations/target.ts";
import { ACCOUNTS, DEMO_PASSWORD, type DemoAccount } from "./catalogue.ts";

/** Low, because the password is no secret. */
const BCRYPT_COST = 6;

/**
 * Puts verified accounts, the demo's without others, into a development database. Accounts that are there
 * stay as they are.
 * @returns how many were new
 */
export async function seedAccounts(
  fetchEndpoint: string,
  accounts: readonly DemoAccount[] = ACCOUNTS,
): Promise<number> {
  const passwordHash = await hash(DEMO_PASSWORD, BCRYPT_COST);
  const results = await neonTarget(fetchEndpoint).transaction(
    accounts.map(({ username, email, role }) => ({
      sql: `INSERT INTO users (id, username, email, password_hash, role, plan, email_verified_at)
            SELECT $1, $2, $3, $4, $5, $6, now()
            WHERE NOT EXISTS (SELECT 1 FROM users WHERE username = $2 OR (email = $3 AND email_verified_at IS NOT NULL))
            RETURNING id`,
      params: [newId("user"), username, email, passwordHash, role, role === "artist" ? "artist" : "free"],
    })),
  );
  return results.filter((rows) => rows.length > 0).length;
}
