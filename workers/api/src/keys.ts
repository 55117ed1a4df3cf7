import type { JSONWebKeySet } from "jose";
import type { ApiEnv } from "./env.ts";

/** The public halves of the signing keys: what others verify access tokens with. */
export function publicJwks(env: Pick<ApiEnv, "JWT_KEYS">): JSONWebKeySet {
  return {
    keys: env.JWT_KEYS.keys.map(({ kid, kty, n, e }) => ({ kid, kty, n, e, alg: "RS256", use: "sig" })),
  };
}
