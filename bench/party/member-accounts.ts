import { createPrivateKey, sign } from "node:crypto";
import { newId } from "@veza/core/ids";
import type { Stack } from "@veza/dev/stack";
import { z } from "zod";

const Keys = z.object({ active: z.string(), keys: z.array(z.looseObject({ kid: z.string() })) });

/** An account without a password and the access token that signing in would have given it. */
export interface MemberAccount {
  user_id: string;
  token: string;
}

/** Puts accounts straight into the bench's database: hundreds of sign-ins are not what is measured. */
export async function memberAccounts(stack: Stack, count: number): Promise<MemberAccount[]> {
  const { active, keys } = Keys.parse(JSON.parse(stack.secrets.jwt_keys));
  const jwk = keys.find(({ kid }) => kid === active);
  if (jwk === undefined) throw new Error("the stack has no signing key");
  const key = createPrivateKey({ key: jwk, format: "jwk" });
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const iat = Math.floor(Date.now() / 1000);
  const accounts: MemberAccount[] = [];
  for (let i = 0; i < count; i++) {
    const user_id = newId("user");
    await stack.sql(
      `INSERT INTO users (id, username, email, password_hash, role, plan, email_verified_at)
       VALUES ($1, $2, $3, 'none', 'user', 'free', now())`,
      [user_id, `member_${i}`, `member${i}@veza.test`],
    );
    const claims = { sub: user_id, role: "user", sid: newId("session"), iat, nbf: iat, exp: iat + 900 };
    const text = `${part({ alg: "RS256", kid: active, typ: "at+jwt" })}.${part({ ...claims, iss: stack.url, aud: "veza" })}`;
    accounts.push({
      user_id,
      token: `${text}.${sign("RSA-SHA256", Buffer.from(text), key).toString("base64url")}`,
    });
  }
  return accounts;
}
