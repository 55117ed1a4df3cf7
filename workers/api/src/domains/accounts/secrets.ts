import { toBase64Url } from "@veza/core/base64url";

/**
 * A random token of 256 bits with a prefix that says what it is (and lets secret scanners find it): of a refresh token, a mailed link,
 * a bot, a webhook.
 */
export function randomToken(prefix: "vrt" | "vet" | "vbs" | "vwh"): string {
  return `${prefix}_${toBase64Url(crypto.getRandomValues(new Uint8Array(32)))}`;
}

/** What is stored of a token: SHA-256, hex. A token of 256 random bits needs no slow hash. */
export async function hashToken(token: string): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(token));
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Compares two hashes in a time that does not tell where they differ. */
export function isSameHash(a: string, b: string): boolean {
  let difference = a.length ^ b.length;
  for (let i = 0; i < a.length; i++) difference |= a.charCodeAt(i) ^ b.charCodeAt(i % Math.max(1, b.length));
  return difference === 0;
}
