const ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz";

/**
 * The username under which a webhook's messages stand: its name in the letters of usernames, and eight random
 * characters (40 bits), so that it never takes a name that somebody has or wants.
 * @param random at least 8 bytes
 */
export function webhookUsername(name: string, random: Uint8Array): string {
  const plain = name
    .normalize("NFKD")
    .toLowerCase()
    .replaceAll(/\p{M}/gu, "")
    .replaceAll(/[^a-z0-9]+/g, "_")
    .slice(0, 30)
    .replaceAll(/^_+|_+$/g, "");
  const suffix = Array.from(random.subarray(0, 8), (byte) => ALPHABET[byte % 32]).join("");
  return `${plain === "" ? "webhook" : plain}_${suffix}`;
}
