import { TrackId } from "@veza/contracts/ids";
import { openToken, signToken } from "@veza/core/signed-token";
import { z } from "zod";

/**
 * What lets somebody fetch the media of one track: `public`, or a signed statement that lives for at most five
 * minutes. It is a segment of the path, so that relative addresses inside playlists inherit it.
 */
export const PUBLIC_GRANT = "public" as const;
const LABEL = "g1";
const LIFE_MS = 5 * 60_000;
/** Grants of one minute are alike, so that addresses stay the same between two looks at a page. */
const ROUND_MS = 60_000;

/** `listener`: the published version. `owner`: every version and the download. `verify`: the pipeline's read-back. */
export const GrantTier = z.enum(["listener", "owner", "verify"]);
export type GrantTier = z.infer<typeof GrantTier>;

const Payload = z.object({
  t: TrackId,
  /** The listener's id, or `guest`. */
  u: z.string().max(40),
  r: GrantTier,
  /** Expiry, seconds since 1970. */
  e: z.int(),
});

export interface Grant {
  track_id: string;
  user_id: string;
  tier: GrantTier;
  expires_at_ms: number;
}

export async function issueGrant(
  input: Omit<Grant, "expires_at_ms">,
  secret: string,
  now_ms: number,
): Promise<{ grant: string; expires_at_ms: number }> {
  const expires_at_ms = Math.floor(now_ms / ROUND_MS) * ROUND_MS + LIFE_MS;
  const payload = { t: input.track_id, u: input.user_id, r: input.tier, e: expires_at_ms / 1000 };
  return { grant: await signToken(LABEL, payload, secret), expires_at_ms };
}

/** @returns the grant, `"expired"`, or null when it is none of ours. */
export async function openGrant(
  text: string,
  secret: string,
  now_ms: number,
): Promise<Grant | "expired" | null> {
  const parsed = Payload.safeParse(await openToken(LABEL, text, secret));
  if (!parsed.success) return null;
  const { t, u, r, e } = parsed.data;
  if (now_ms >= e * 1000) return "expired";
  return { track_id: t, user_id: u, tier: r, expires_at_ms: e * 1000 };
}
