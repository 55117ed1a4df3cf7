import type { CloseReason } from "@veza/contracts/ws/close";
import { createVerifier, type TokenVerifier } from "./access-token.ts";
import { AppError } from "./app-error.ts";
import { isSameOrigin, readAccessToken } from "./credentials.ts";
import type { Principal } from "./principal.ts";
import { released } from "./rpc-result.ts";
import { bearerProtocol, offeredProtocols, refuseSocket } from "./socket.ts";

/** How long the public keys are trusted before they are asked for again. */
const KEYS_MS = 5 * 60_000;

/** A verifier that asks for the public keys once in five minutes; one an isolate. */
export function cachedVerifier(): (
  jwks: () => Promise<{ keys: JsonWebKey[] }>,
  publicUrl: string,
) => Promise<TokenVerifier> {
  let cached: { verify: TokenVerifier; until: number } | null = null;
  return async (jwks, publicUrl) => {
    if (cached === null || cached.until < Date.now())
      cached = { verify: createVerifier(await released(jwks()), publicUrl), until: Date.now() + KEYS_MS };
    return cached.verify;
  };
}

export type Admission =
  | { ok: true; principal: Principal }
  | { ok: false; reason: CloseReason; response: Response };

/**
 * Who opens a socket: a program by its token (a second protocol value, `bearer.<jwt>`), a browser by its
 * cookie and only from our own pages. Whoever is refused gets an accepted and then closed socket, whose code
 * a browser can read.
 * @throws AppError `invalid_request` when the request is no upgrade.
 */
export async function admitSocket(
  request: Request,
  deps: { protocol: string; publicUrl: string; verifier: () => Promise<TokenVerifier> },
): Promise<Admission> {
  const { headers } = request;
  if (headers.get("upgrade")?.toLowerCase() !== "websocket")
    throw new AppError("invalid_request", { detail: "This address speaks WebSocket." });
  const offered = offeredProtocols(headers);
  const isSpoken = offered.includes(deps.protocol);
  const refuse = (reason: CloseReason): Admission => ({
    ok: false,
    reason,
    response: refuseSocket(reason, isSpoken ? deps.protocol : null),
  });
  if (!isSpoken) return refuse("unsupported_protocol");
  const token = bearerProtocol(offered);
  const credential = token === null ? readAccessToken(headers) : { token, via: "bearer" as const };
  if (credential === null) return refuse("unauthenticated");
  if (
    credential.via === "cookie" &&
    (headers.get("origin") === null || !isSameOrigin(headers, deps.publicUrl))
  )
    return refuse("forbidden");
  try {
    const verify = await deps.verifier();
    return { ok: true, principal: await verify(credential.token, credential.via) };
  } catch (cause) {
    if (!(cause instanceof AppError)) throw cause;
    return refuse(cause.code === "token_expired" ? "token_expired" : "unauthenticated");
  }
}
