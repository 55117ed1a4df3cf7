import { toBase64Url } from "@veza/core/base64url";
import { AppError } from "@veza/worker-kit/app-error";
import { dictionary } from "@zxcvbn-ts/language-common";
import { compare, hash } from "bcryptjs";

let common: Set<string> | null = null;

/**
 * Whether a password is among the commonest ones (zxcvbn's list, those that are long enough to be allowed at
 * all).
 */
export function isCommonPassword(password: string): boolean {
  common ??= new Set((dictionary["passwords-common"] as string[]).filter((entry) => entry.length >= 8));
  return common.has(normalised(password).toLowerCase());
}

/** Throws `weak_password` for one of the commonest. */
export function requireUncommon(password: string): void {
  if (!isCommonPassword(password)) return;
  throw new AppError("weak_password", {
    errors: [
      { pointer: "/password", code: "weak_password", message: "Choose a password that fewer people use." },
    ],
  });
}

/**
 * The form that a password is hashed in: NFC, then NFKC (RFC 8265 has NFC alone, NIST SP 800-63B NFKC), so
 * that it doesn't matter whether a keyboard sends `é` or `e´`, or letters in full width.
 */
const normalised = (password: string) => password.normalize("NFC").normalize("NFKC");

export const hashPassword = async (password: string, cost: number): Promise<string> =>
  hash(await bcryptInput(normalised(password)), cost);

/**
 * Whether a password is the one of a hash. Hashes from before passwords were normalised are of what was
 * typed, so that is tried as well, and its composed form. How many comparisons are made depends on the
 * password that is given and on nothing else.
 */
export async function verifyPassword(password: string, passwordHash: string): Promise<boolean> {
  let isSame = false;
  for (const form of new Set([normalised(password), password, password.normalize("NFC")]))
    isSame = (await compare(await bcryptInput(form), passwordHash)) || isSame;
  return isSame;
}

/**
 * bcrypt reads 72 bytes and would cut a longer password silently: those are hashed first (base64 of SHA-256).
 */
async function bcryptInput(password: string): Promise<string> {
  const bytes = new TextEncoder().encode(password);
  if (bytes.byteLength <= 72) return password;
  return toBase64Url(new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)));
}
