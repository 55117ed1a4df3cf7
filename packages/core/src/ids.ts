import { ID_PREFIXES, type IdKind } from "@veza/contracts/ids";

const ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz";

/** What an id is made from: the time in milliseconds and 10 random bytes. */
export interface IdSource {
  now_ms: number;
  random: Uint8Array;
}

/**
 * A TypeID (https://github.com/jetify-com/typeid/tree/main/spec): `{prefix}_` and a UUIDv7 (RFC 9562) in
 * Crockford's base32, 26 characters. Ids sort by the millisecond in which they were made.
 */
export function makeId(kind: IdKind, source: IdSource): string {
  const bytes = new Uint8Array(16);
  let time = source.now_ms;
  for (let i = 5; i >= 0; i--) {
    bytes[i] = time % 256;
    time = Math.floor(time / 256);
  }
  bytes.set(source.random.subarray(0, 10), 6);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x70;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  return `${ID_PREFIXES[kind]}_${encodeBase32(bytes)}`;
}

/** A new id from the system's clock and random source. */
export function newId(kind: IdKind, now_ms: number = Date.now()): string {
  return makeId(kind, { now_ms, random: crypto.getRandomValues(new Uint8Array(10)) });
}

/** 128 bits, most significant first, as 26 characters: the first holds three bits. */
function encodeBase32(bytes: Uint8Array): string {
  let value = 0n;
  for (const byte of bytes) value = (value << 8n) | BigInt(byte);
  let text = "";
  for (let i = 0; i < 26; i++) {
    text = `${ALPHABET[Number(value & 31n)]}${text}`;
    value >>= 5n;
  }
  return text;
}
