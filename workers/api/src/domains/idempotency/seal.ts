import { fromBase64Url, toBase64Url } from "@veza/core/base64url";

const IV_BYTES = 12;

const keyOf = async (secret: string): Promise<CryptoKey> => {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(`idempotency:${secret}`));
  return crypto.subtle.importKey("raw", digest, "AES-GCM", false, ["encrypt", "decrypt"]);
};

/**
 * Encrypts an answer that is kept (AES-GCM): it may hold a secret that is stored nowhere else but as a hash.
 * @param place where it is kept: the text opens there only
 */
export async function seal(secret: string, place: string, text: string): Promise<string> {
  const iv = crypto.getRandomValues(new Uint8Array(IV_BYTES));
  const additionalData = new TextEncoder().encode(place);
  const bytes = await crypto.subtle.encrypt(
    { name: "AES-GCM", iv, additionalData },
    await keyOf(secret),
    new TextEncoder().encode(text),
  );
  return `${toBase64Url(iv)}.${toBase64Url(new Uint8Array(bytes))}`;
}

/** The text again, or null where it was sealed with another secret, for another place, or was changed. */
export async function unseal(secret: string, place: string, sealed: string): Promise<string | null> {
  const [iv, bytes] = sealed.split(".").map((part) => fromBase64Url(part));
  if (!iv || !bytes) return null;
  try {
    const additionalData = new TextEncoder().encode(place);
    const text = await crypto.subtle.decrypt(
      { name: "AES-GCM", iv, additionalData },
      await keyOf(secret),
      bytes,
    );
    return new TextDecoder().decode(text);
  } catch {
    // The one error that decrypting has says that the text does not belong here.
    return null;
  }
}
