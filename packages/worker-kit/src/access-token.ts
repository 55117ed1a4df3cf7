import { SessionId, UserId } from "@veza/contracts/ids";
import { Role } from "@veza/contracts/roles";
import {
  createLocalJWKSet,
  errors,
  importJWK,
  type JSONWebKeySet,
  type JWK,
  type JWTVerifyGetKey,
  jwtVerify,
  SignJWT,
} from "jose";
import { z } from "zod";
import { AppError } from "./app-error.ts";
import type { Principal } from "./principal.ts";

/** RFC 8725 / RFC 9068: RS256 only, explicit type, audience and issuer; a refresh token is no JWT at all. */
const ALGORITHM = "RS256";
const TYPE = "at+jwt";
export const AUDIENCE = "veza";
export const ACCESS_TOKEN_SECONDS = 15 * 60;
/** Of `nbf`/`exp` between machines. */
const CLOCK_TOLERANCE_SECONDS = 5;

const Claims = z.object({ sub: UserId, role: Role, sid: SessionId, iat: z.number(), exp: z.number() });

export interface AccessClaims {
  user_id: string;
  role: Role;
  session_id: string;
}

/** Signs an access token with the active private key. */
export async function signAccessToken(
  claims: AccessClaims,
  key: JWK & { kid: string },
  issuer: string,
  now_ms: number,
): Promise<string> {
  const iat = Math.floor(now_ms / 1000);
  return new SignJWT({ role: claims.role, sid: claims.session_id })
    .setProtectedHeader({ alg: ALGORITHM, kid: key.kid, typ: TYPE })
    .setSubject(claims.user_id)
    .setIssuer(issuer)
    .setAudience(AUDIENCE)
    .setIssuedAt(iat)
    .setNotBefore(iat)
    .setExpirationTime(iat + ACCESS_TOKEN_SECONDS)
    .sign(await importJWK(key, ALGORITHM));
}

export type TokenVerifier = (token: string, via: Principal["via"]) => Promise<Principal>;

/**
 * Makes the verifier of access tokens.
 * @param jwks the public keys, at most two live during a rotation
 * @returns throws AppError `token_expired` or `unauthenticated`
 */
export function createVerifier(
  jwks: JSONWebKeySet,
  issuer: string,
  now: () => number = Date.now,
): TokenVerifier {
  const getKey: JWTVerifyGetKey = createLocalJWKSet(jwks);
  return async (token, via) => {
    try {
      const { payload } = await jwtVerify(token, getKey, {
        algorithms: [ALGORITHM],
        typ: TYPE,
        issuer,
        audience: AUDIENCE,
        clockTolerance: CLOCK_TOLERANCE_SECONDS,
        maxTokenAge: ACCESS_TOKEN_SECONDS + CLOCK_TOLERANCE_SECONDS,
        currentDate: new Date(now()),
      });
      const claims = Claims.parse(payload);
      return { user_id: claims.sub, role: claims.role, session_id: claims.sid, via };
    } catch (cause) {
      if (cause instanceof errors.JWTExpired) throw new AppError("token_expired", { cause });
      throw new AppError("unauthenticated", { detail: "The access token is not valid.", cause });
    }
  };
}
