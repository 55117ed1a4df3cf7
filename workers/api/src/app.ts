import type { EndpointShape } from "@veza/contracts/endpoint";
import { traceparent } from "@veza/core/trace";
import { createVerifier, type TokenVerifier } from "@veza/worker-kit/access-token";
import { type App, type AppEnv, createApp } from "@veza/worker-kit/app";
import { AppError } from "@veza/worker-kit/app-error";
import { isCsrfTokenValid } from "@veza/worker-kit/csrf";
import { parseEnv } from "@veza/worker-kit/env";
import { type Call, type Gate, mount as mountEndpoint } from "@veza/worker-kit/mount";
import { mountAccounts } from "./domains/accounts/routes.ts";
import { mountAdmin } from "./domains/admin/routes.ts";
import { mountAttachments } from "./domains/attachments/routes.ts";
import { mountBots } from "./domains/bots/routes.ts";
import { mountListening } from "./domains/listening/routes.ts";
import { mountNotifications } from "./domains/notifications/routes.ts";
import { mountParties } from "./domains/parties/routes.ts";
import { mountPeople } from "./domains/people/routes.ts";
import { mountQuality } from "./domains/quality/routes.ts";
import { mountReports } from "./domains/reports/routes.ts";
import { mountRooms } from "./domains/rooms/routes.ts";
import { mountTracks } from "./domains/tracks/routes.ts";
import { mountUploads } from "./domains/uploads/routes.ts";
import { type ApiEnv, ApiEnvSchema } from "./env.ts";
import { publicJwks } from "./keys.ts";
import { metrics } from "./operations/metrics.ts";
import { mountOperations } from "./operations/routes.ts";

export type ApiApp = App<ApiEnv>;
export type ApiHonoEnv = AppEnv<ApiEnv>;
export type Mount = <E extends EndpointShape>(
  app: ApiApp,
  endpoint: E,
  handler: (call: Call<E, ApiEnv>) => ReturnType<Parameters<typeof mountEndpoint<E, ApiEnv>>[3]>,
) => void;

/** The bindings and variables of this Worker, parsed once an isolate. */
export const envOf = (bindings: object): ApiEnv => parseEnv(ApiEnvSchema, bindings);

const verifiers = new WeakMap<ApiEnv, TokenVerifier>();
function verifierOf(env: ApiEnv): TokenVerifier {
  const verifier = verifiers.get(env) ?? createVerifier(publicJwks(env), env.PUBLIC_URL);
  verifiers.set(env, verifier);
  return verifier;
}

const gate: Gate<ApiEnv> = {
  verify: (bindings, token, via) => verifierOf(envOf(bindings))(token, via),
  publicUrl: (bindings) => envOf(bindings).PUBLIC_URL,
  isCsrfTokenValid: (bindings, headers) => isCsrfTokenValid(headers, envOf(bindings).CSRF_SECRET),
  limit: async (bindings, kind, key) => {
    const env = envOf(bindings);
    const limiter = { general: env.RATE_GENERAL, auth: env.RATE_AUTH, upload: env.RATE_UPLOAD }[kind];
    const { success } = await limiter.limit({ key });
    if (!success)
      throw new AppError("rate_limited", {
        retry_after_ms: 60_000,
        headers: { ratelimit: `"${kind}";r=0;t=60` },
      });
  },
};

/** Mounts an endpoint with this Worker's gate; the handler gets the parsed environment. */
const mount: Mount = (app, endpoint, handler) =>
  mountEndpoint(app, gate, endpoint, (call) => handler({ ...call, env: envOf(call.env) }));

export function createApiApp(): ApiApp {
  const app = createApp<ApiEnv>("veza-api", metrics);
  mountOperations(app, envOf);
  mountAccounts(app, mount);
  mountTracks(app, mount);
  mountUploads(app, mount);
  mountNotifications(app, mount);
  mountListening(app, mount);
  mountParties(app, mount);
  mountRooms(app, mount);
  mountPeople(app, mount);
  mountAttachments(app, mount);
  mountBots(app, mount);
  mountReports(app, mount);
  mountAdmin(app, mount);
  mountQuality(app, mount);

  // One origin where this Worker is the only route. In production these paths are routes of their own Workers.
  app.all("/chat/*", (c) => envOf(c.env).CHAT.fetch(handOn(c.req.raw, traceparent(c.get("trace")))));
  for (const path of ["/stream", "/stream/*"]) {
    app.all(path, (c) => envOf(c.env).STREAM.fetch(handOn(c.req.raw, traceparent(c.get("trace")))));
  }
  app.all("/dev/*", (c) => {
    const env = envOf(c.env);
    if (env.ENVIRONMENT !== "development" || env.DEV_SERVICES_URL === undefined) return c.notFound();
    const url = new URL(c.req.url);
    return fetch(`${env.DEV_SERVICES_URL}${url.pathname}${url.search}`, {
      method: c.req.method,
      headers: c.req.raw.headers,
      body: c.req.raw.body,
    });
  });
  return app;
}

function handOn(request: Request, trace: string): Request {
  const copy = new Request(request);
  copy.headers.set("traceparent", trace);
  return copy;
}
