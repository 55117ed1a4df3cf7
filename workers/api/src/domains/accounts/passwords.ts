import { toBase64Url } from "@veza/core/base64url";
import { dictionary } from "@zxcvbn-ts/language-common";
import { compare, hash } from "bcryptjs";

let common: Set<string> | null = null;

/** Whether a password is among the commonest ones (zxcvbn's list, those that are long enough to be allowed at all). */
export function isCommonPassword(password: string): boolean {
  common ??= new Set((dictionary["passwords-common"] as string[]).filter((entry) => entry.length >= 8));
  return common.has(password.toLowerCase());
}

export const hashPassword = async (password: string, cost: number): Promise<string> =>
  hash(await bcryptInput(password), cost);

export const verifyPassword = async (password: string, passwordHash: string): Promise<boolean> =>
  compare(await bcryptInput(password), passwordHash);

/** bcrypt reads 72 bytes and would cut a longer password silently: those are hashed first (base64 of SHA-256). */
async function bcryptInput(password: string): Promise<string> {
  const bytes = new TextEncoder().encode(password);
  if (bytes.byteLength <= 72) return password;
  return toBase64Url(new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)));
}
