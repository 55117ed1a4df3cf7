import { openToken, signToken } from "@veza/core/signed-token";
import { z } from "zod";

/** One delivery and the lease after it (run.ts): the next delivery brings a new one. */
const LIFE_MS = 40 * 60_000;
const LABEL = "j1";

const Payload = z.object({
  /** The one object that may be read. */
  r: z.string(),
  /** The one prefix under which may be written. */
  w: z.string(),
  /** Expiry, seconds since 1970. */
  e: z.int(),
});

/** What the transcoder gets instead of credentials: one object to read, one prefix to write, for one run. */
export function issueJobToken(read: string, write: string, secret: string, now_ms: number): Promise<string> {
  return signToken(LABEL, { r: read, w: write, e: Math.ceil((now_ms + LIFE_MS) / 1000) }, secret);
}

/** Whether a token allows an action on a key. */
export async function jobTokenAllows(
  token: string,
  action: "read" | "write",
  key: string,
  secret: string,
  now_ms: number,
): Promise<boolean> {
  const parsed = Payload.safeParse(await openToken(LABEL, token, secret));
  if (!parsed.success || now_ms >= parsed.data.e * 1000) return false;
  if (action === "read") return key === parsed.data.r;
  const name = key.slice(parsed.data.w.length);
  return key.startsWith(parsed.data.w) && /^[a-z0-9_]+(\/[a-z0-9_]+)?\.[a-z0-9]{2,4}$/.test(name);
}
