import { toBase64Url } from "@veza/core/base64url";
import type { TokenVerifier } from "@veza/worker-kit/access-token";
import { AppError } from "@veza/worker-kit/app-error";
import { readAccessToken } from "@veza/worker-kit/credentials";
import type { Grant } from "@veza/worker-kit/grant";

const DAY_MS = 86_400_000;

/**
 * Whose listening this is, for counting plays. A signed-in listener is known by the grant or by a valid
 * credential that comes along; nobody needs one: everybody else is a keyed hash of address and browser that
 * changes every day and cannot be turned back.
 */
export async function listenerOf(
  headers: Headers,
  grant: "public" | Grant,
  deps: { verifier(): Promise<TokenVerifier>; secret: string; now_ms: number },
): Promise<string> {
  if (grant !== "public" && grant.user_id !== "guest") return grant.user_id;
  const credential = readAccessToken(headers);
  if (credential !== null) {
    try {
      const verify = await deps.verifier();
      return (await verify(credential.token, credential.via)).user_id;
    } catch (cause) {
      // An expired credential is no credential: the listener counts as a guest.
      if (!(cause instanceof AppError)) throw cause;
    }
  }
  const encoder = new TextEncoder();
  const algorithm = { name: "HMAC", hash: "SHA-256" };
  const key = await crypto.subtle.importKey("raw", encoder.encode(deps.secret), algorithm, false, ["sign"]);
  const who = [
    "hls-listener",
    Math.floor(deps.now_ms / DAY_MS),
    headers.get("cf-connecting-ip") ?? "local",
    headers.get("user-agent") ?? "",
  ].join("\n");
  const hash = await crypto.subtle.sign("HMAC", key, encoder.encode(who));
  return `guest_${toBase64Url(new Uint8Array(hash).subarray(0, 18))}`;
}
