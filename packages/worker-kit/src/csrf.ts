import { openToken, signToken } from "@veza/core/signed-token";
import { z } from "zod";
import { CSRF_COOKIE, readCookie } from "./credentials.ts";

/**
 * Signed double submit (OWASP Cross-Site Request Forgery Prevention Cheat Sheet): the token that a page sends
 * in X-CSRF-Token is signed over a nonce that only its own HttpOnly cookie holds.
 */
const Payload = z.object({ nonce: z.string() });

export async function issueCsrfToken(
  cookieHeader: string | null,
  secret: string,
): Promise<{ token: string; nonce: string }> {
  const existing = readCookie(cookieHeader, CSRF_COOKIE);
  const nonce = existing !== undefined && /^[\w-]{16,64}$/.test(existing) ? existing : crypto.randomUUID();
  return { token: await signToken("c1", { nonce }, secret), nonce };
}

export async function isCsrfTokenValid(headers: Headers, secret: string): Promise<boolean> {
  const nonce = readCookie(headers.get("cookie"), CSRF_COOKIE);
  const token = headers.get("x-csrf-token");
  if (nonce === undefined || token === null) return false;
  const payload = Payload.safeParse(await openToken("c1", token, secret));
  return payload.success && payload.data.nonce === nonce;
}
