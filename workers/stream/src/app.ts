import { type App, createApp } from "@veza/worker-kit/app";
import type { StreamEnv } from "./env.ts";
import { mountHls } from "./hls/routes.ts";
import { mountInternalMedia } from "./media/internal-media.ts";
import { metrics } from "./metrics.ts";
import { mountParty } from "./party/routes.ts";
import { mountSessions } from "./session/routes.ts";

export type StreamApp = App<StreamEnv>;

export function createStreamApp(): StreamApp {
  const app = createApp<StreamEnv>("veza-stream", metrics);
  mountHls(app);
  mountInternalMedia(app);
  mountSessions(app);
  mountParty(app);
  return app;
}
