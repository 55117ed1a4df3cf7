import type { EndpointShape } from "@veza/contracts/endpoint";
import { traceparent } from "@veza/core/trace";
import { createVerifier, type TokenVerifier } from "@veza/worker-kit/access-token";
import { type App, type AppEnv, createApp } from "@veza/worker-kit/app";
import { isCsrfTokenValid } from "@veza/worker-kit/csrf";
import { parseEnv } from "@veza/worker-kit/env";
import { type Call, type Gate, mount as mountEndpoint } from "@veza/worker-kit/mount";
import { idempotencyStore } from "./domains/idempotency/service.ts";
import { DOMAINS } from "./domains/index.ts";
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
  idempotency: (bindings) => idempotencyStore(envOf(bindings)),
  limiter: (bindings, kind) => {
    const env = envOf(bindings);
    return kind === "auth" ? env.RATE_AUTH : env.RATE_UPLOAD;
  },
};

/** Mounts an endpoint with this Worker's gate; the handler gets the parsed environment. */
const mount: Mount = (app, endpoint, handler) =>
  mountEndpoint(app, gate, endpoint, (call) => handler({ ...call, env: envOf(call.env) }));

export function createApiApp(): ApiApp {
  // What is handed on is counted where it is answered.
  const app = createApp<ApiEnv>("veza-api", metrics, (c) =>
    isHandedOn(c.req.path) ? null : { kind: "general", limiter: envOf(c.env).RATE_GENERAL },
  );
  mountOperations(app, envOf);
  for (const domain of DOMAINS) domain.mount?.(app, mount);

  // One origin where this Worker is the only route. In production these paths are routes of their own
  // Workers.
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

const isHandedOn = (path: string) => /^\/(?:stream|chat)(?:\/|$)/.test(path);

function handOn(request: Request, trace: string): Request {
  const copy = new Request(request);
  copy.headers.set("traceparent", trace);
  return copy;
}
