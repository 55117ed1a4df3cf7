import { newId } from "@veza/core/ids";
import { importJWK, SignJWT } from "jose";
import { z } from "zod";
import type { Stack } from "../stack.ts";

const Keys = z.object({ active: z.string(), keys: z.array(z.looseObject({ kid: z.string() })) });

/** A verified account and a token for it. */
export interface Somebody {
  user_id: string;
  username: string;
  token: string;
}

/**
 * Many verified accounts at once, with access tokens signed by the stack's own key: registering hundreds by
 * mail would measure bcrypt and the rate limit.
 */
export async function gatherCrowd(
  stack: Pick<Stack, "url" | "secrets" | "sql">,
  count: number,
): Promise<Somebody[]> {
  const { active, keys } = Keys.parse(JSON.parse(stack.secrets.jwt_keys));
  const jwk = keys.find((it) => it.kid === active);
  if (jwk === undefined) throw new Error("the stack has no active key");
  const key = await importJWK(jwk, "RS256");
  const crowd: Somebody[] = [];
  const tag = Date.now().toString(36);
  for (let i = 0; i < count; i++) {
    const user_id = newId("user");
    const username = `crowd_${tag}_${i}`;
    const now = Math.floor(Date.now() / 1000);
    const token = await new SignJWT({ role: "user", sid: newId("session") })
      .setProtectedHeader({ alg: "RS256", kid: active, typ: "at+jwt" })
      .setSubject(user_id)
      .setIssuer(stack.url)
      .setAudience("veza")
      .setIssuedAt(now)
      .setNotBefore(now)
      .setExpirationTime(now + 15 * 60)
      .sign(key);
    crowd.push({ user_id, username, token });
  }
  await stack.sql(
    `INSERT INTO users (id, username, email, password_hash, role, plan, email_verified_at)
     SELECT u.id, u.username, u.username || '@veza.test', '!', 'user', 'free', now()
     FROM jsonb_to_recordset($1::jsonb) AS u(id text, username text)`,
    [JSON.stringify(crowd.map(({ user_id, username }) => ({ id: user_id, username })))],
  );
  return crowd;
}
