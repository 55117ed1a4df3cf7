import { TrackId } from "@veza/contracts/ids";
import { openToken, signToken } from "@veza/core/signed-token";
import { z } from "zod";

/**
 * What lets somebody fetch the media of one track: `public`, or a signed statement with an end. It is a
 * segment of the path, so that relative addresses inside playlists inherit it. Players that pace themselves
 * keep the addresses of the first playlist to the last segment, so a grant outlives its track; what ends
 * sooner (withdrawn, deleted, replaced) is decided by the access object beside the media, within seconds.
 */
export const PUBLIC_GRANT = "public" as const;
const LABEL = "g1";
const LIFE_MS = 5 * 60_000;
/** A grant that somebody listens by lives so much longer than its track: for pauses, and a slow start. */
export const LISTENING_MARGIN_MS = 30 * 60_000;
/** Grants of one minute are alike, so that addresses stay the same between two looks at a page. */
const ROUND_MS = 60_000;

/**
 * `listener`: the published version. `owner`: every version and the download. `verify`: the pipeline's
 * read-back. `artwork`: the pictures and nothing that sounds, for addresses that go where pictures go.
 */
export const GrantTier = z.enum(["listener", "owner", "verify", "artwork"]);
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

/** How long a grant must live that a track of this length is heard by, from its first byte to its last. */
export const listeningLifeMs = (duration_ms: number): number => duration_ms + LISTENING_MARGIN_MS;

/** @param life_ms it lives at least so long, at most a minute longer */
export async function issueGrant(
  input: Omit<Grant, "expires_at_ms">,
  secret: string,
  now_ms: number,
  life_ms: number = LIFE_MS,
): Promise<{ grant: string; expires_at_ms: number }> {
  const expires_at_ms =
    Math.ceil((Math.floor(now_ms / ROUND_MS) * ROUND_MS + ROUND_MS + life_ms) / 1000) * 1000;
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

const MEDIA_PATH = /\/stream\/hls\/([^/]+)\//;

/**
 * An address of media as it may be told to many: the open path as it is, null for one that holds a grant.
 * Whoever may see more asks veza-api for an address of their own.
 */
export function withoutGrant(address: string | null): string | null {
  const grant = address === null ? undefined : MEDIA_PATH.exec(address)?.[1];
  return grant === undefined || grant === PUBLIC_GRANT ? address : null;
}
