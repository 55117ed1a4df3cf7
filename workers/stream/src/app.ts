import { type App, createApp } from "@veza/worker-kit/app";
import type { RateOf } from "@veza/worker-kit/rate-limit";
import type { StreamEnv } from "./env.ts";
import { envOf } from "./env-of.ts";
import { mountHls } from "./hls/routes.ts";
import { INTERNAL_MEDIA, mountInternalMedia } from "./media/internal-media.ts";
import { metrics } from "./metrics.ts";
import { mountParty } from "./party/routes.ts";
import { mountSessions } from "./session/routes.ts";

export type StreamApp = App<StreamEnv>;

export function createStreamApp(): StreamApp {
  const app = createApp<StreamEnv>("veza-stream", metrics, rateOf);
  mountHls(app);
  mountInternalMedia(app);
  mountSessions(app);
  mountParty(app);
  return app;
}

/**
 * A player asks for a segment every few seconds, a page for a picture a row; the transcoder, by its token,
 * for all that it needs.
 */
const rateOf: RateOf<StreamEnv> = (c) => {
  const env = envOf(c.env);
  if (c.req.path.startsWith(INTERNAL_MEDIA)) return null;
  if (c.req.header("upgrade") !== undefined) return { kind: "sockets", limiter: env.RATE_SOCKETS };
  return c.req.path.startsWith("/stream/hls/")
    ? { kind: "media", limiter: env.RATE_MEDIA }
    : { kind: "general", limiter: env.RATE_GENERAL };
};
