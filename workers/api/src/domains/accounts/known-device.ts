import { UserId } from "@veza/contracts/ids";
import { openToken, signToken } from "@veza/core/signed-token";
import { readCookie } from "@veza/worker-kit/credentials";
import { z } from "zod";

/**
 * A browser that some accounts were signed in on. It opens nothing: only other people's wrong passwords don't
 * hold it up.
 */
export const DEVICE_COOKIE = "__Host-veza_device";
/** As long as browsers keep a cookie (RFC 6265bis §5.5). */
export const DEVICE_SECONDS = 400 * 86_400;
/** Of one browser; the one that signed in longest ago goes. */
const MAX_ACCOUNTS = 5;
const LABEL = "kd1";

const KnownDevice = z.object({ id: z.uuid(), users: z.array(UserId).max(MAX_ACCOUNTS) });
export type KnownDevice = z.infer<typeof KnownDevice>;

/** The device of a Cookie header; null for one that is new here, or that we did not sign. */
export async function readDevice(cookies: string | undefined, secret: string): Promise<KnownDevice | null> {
  const token = readCookie(cookies, DEVICE_COOKIE);
  if (token === undefined) return null;
  const parsed = KnownDevice.safeParse(await openToken(LABEL, token, secret));
  return parsed.success ? parsed.data : null;
}

/** The cookie of a device that an account has just been signed in on. */
export async function rememberUser(
  device: KnownDevice | null,
  userId: string,
  secret: string,
): Promise<string> {
  const others = (device?.users ?? []).filter((id) => id !== userId);
  const next: KnownDevice = {
    id: device?.id ?? crypto.randomUUID(),
    users: [userId, ...others].slice(0, MAX_ACCOUNTS),
  };
  return signToken(LABEL, next, secret);
}
