import type { Context, MiddlewareHandler } from "hono";
import type { AppEnv } from "./app.ts";
import { AppError } from "./app-error.ts";
import { clientAddress, networkOf } from "./network.ts";
import { bearerProtocol, offeredProtocols, refuseSocket } from "./socket.ts";

/** A limiter of the platform: so many a minute for each key. */
export type RateLimiter = { limit(options: { key: string }): Promise<{ success: boolean }> };

/** What is counted apart. `general` is everything over HTTP; the others are counted besides or instead. */
export type RateKind = "general" | "auth" | "upload" | "media" | "sockets";

/** For what a Worker asks of itself. */
export const UNCOUNTED: RateLimiter = { limit: async () => ({ success: true }) };

/** All limiters count by the minute. */
const PERIOD_MS = 60_000;

/** The one refusal of everything that was asked too often. */
export const tooOften = (kind: string, retry_after_ms = PERIOD_MS, detail?: string): AppError =>
  new AppError("rate_limited", {
    retry_after_ms,
    ...(detail === undefined ? {} : { detail }),
    headers: { ratelimit: `"${kind}";r=0;t=${Math.ceil(retry_after_ms / 1000)}` },
  });

/**
 * Counts one request of a network. Throws `rate_limited`. Fails closed: a limiter that cannot be asked
 * throws, and the request is a 500.
 */
export async function countRequest(limiter: RateLimiter, kind: RateKind, headers: Headers): Promise<void> {
  const { success } = await limiter.limit({ key: networkOf(clientAddress(headers)) });
  if (!success) throw tooOften(kind);
}

/** Which limiter counts a request; null where somebody else counts it. */
export type RateOf<Bindings extends object> = (
  c: Context<AppEnv<Bindings>>,
) => { kind: RateKind; limiter: RateLimiter } | null;

/**
 * Counts every request of a Worker before anything of it is looked at: pages, sockets, addresses that don't
 * exist. A socket is refused as sockets are, accepted and closed with a code.
 */
export function limitEverything<Bindings extends object>(
  rateOf: RateOf<Bindings>,
): MiddlewareHandler<AppEnv<Bindings>> {
  return async (c, next) => {
    const rate = rateOf(c);
    const isSocket = c.req.header("upgrade")?.toLowerCase() === "websocket";
    try {
      if (rate !== null) await countRequest(rate.limiter, rate.kind, c.req.raw.headers);
    } catch (cause) {
      if (!isSocket || !(cause instanceof AppError)) throw cause;
      const offered = offeredProtocols(c.req.raw.headers);
      const token = bearerProtocol(offered);
      return refuseSocket("rate_limited", offered.find((name) => name !== `bearer.${token}`) ?? null);
    }
    return next();
  };
}
