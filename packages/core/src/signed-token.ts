import { fromBase64Url, toBase64Url } from "./base64url.ts";

/**
 * A short signed statement that fits in a path segment: `{label}.{base64url JSON}.{base64url HMAC-SHA-256}`.
 * The one signature format of the platform besides JWT: HLS grants and job tokens are made of it. The label
 * is signed too, so that a token of one kind never passes as another, even under the same secret.
 */
export async function signToken(label: string, payload: unknown, secret: string): Promise<string> {
  const body = `${label}.${toBase64Url(new TextEncoder().encode(JSON.stringify(payload)))}`;
  const signature = await crypto.subtle.sign("HMAC", await hmacKey(secret), new TextEncoder().encode(body));
  return `${body}.${toBase64Url(new Uint8Array(signature))}`;
}

/**
 * @returns the payload, still to be parsed by the caller, or null when label, form or signature don't hold.
 */
export async function openToken(label: string, token: string, secret: string): Promise<unknown> {
  if (token.length > 2000) return null;
  const [tokenLabel, body, signature, ...rest] = token.split(".");
  if (tokenLabel !== label || body === undefined || signature === undefined || rest.length > 0) return null;
  const bytes = fromBase64Url(signature);
  const payload = fromBase64Url(body);
  if (bytes === null || payload === null) return null;
  const signed = new TextEncoder().encode(`${label}.${body}`);
  // subtle.verify compares in constant time.
  if (!(await crypto.subtle.verify("HMAC", await hmacKey(secret), bytes, signed))) return null;
  try {
    return JSON.parse(new TextDecoder().decode(payload));
  } catch {
    return null;
  }
}

const keys = new Map<string, Promise<CryptoKey>>();

function hmacKey(secret: string): Promise<CryptoKey> {
  let key = keys.get(secret);
  if (key === undefined) {
    if (secret.length < 16) throw new Error("a signing secret needs at least 16 characters");
    key = crypto.subtle.importKey(
      "raw",
      new TextEncoder().encode(secret),
      { name: "HMAC", hash: "SHA-256" },
      false,
      ["sign", "verify"],
    );
    keys.set(secret, key);
  }
  return key;
}
