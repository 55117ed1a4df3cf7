import { toBase64Url } from "@veza/core/base64url";

const encoder = new TextEncoder();

/**
 * A random token of 256 bits with a prefix that says what it is (and lets secret scanners find it): of a
 * refresh token, a mailed link that confirms or that signs in, a bot, a webhook.
 */
export function randomToken(prefix: "vrt" | "vet" | "vsi" | "vbs" | "vwh"): string {
  return `${prefix}_${toBase64Url(crypto.getRandomValues(new Uint8Array(32)))}`;
}

/** What is stored of a token: SHA-256, hex. A token of 256 random bits needs no slow hash. */
export async function hashToken(token: string): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(token));
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/**
 * The successor of a refresh token: 256 bits that only who holds the token and reads the database can make.
 * The same two give the same successor, so that two honest calls at once get one.
 */
export async function successorOf(token: string, salt: string): Promise<string> {
  const key = await crypto.subtle.importKey(
    "raw",
    encoder.encode(token),
    { name: "HMAC", hash: "SHA-256" },
    false,
    ["sign"],
  );
  return `vrt_${toBase64Url(new Uint8Array(await crypto.subtle.sign("HMAC", key, encoder.encode(salt))))}`;
}

/** Compares two hashes in a time that does not tell where they differ. */
export function isSameHash(a: string, b: string): boolean {
  let difference = a.length ^ b.length;
  for (let i = 0; i < a.length; i++) difference |= a.charCodeAt(i) ^ b.charCodeAt(i % Math.max(1, b.length));
  return difference === 0;
}
