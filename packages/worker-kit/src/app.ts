import type { Logger } from "@veza/core/log";
import type { Metrics } from "@veza/core/metrics";
import { continueTrace, type Trace, traceparent } from "@veza/core/trace";
import { Hono } from "hono";
import { routePath } from "hono/route";
import { AppError, problemResponse } from "./app-error.ts";
import { createLogger } from "./log.ts";
import type { Principal } from "./principal.ts";
import { limitEverything, type RateOf } from "./rate-limit.ts";

export interface Variables {
  request_id: string;
  trace: Trace;
  log: Logger;
  principal: Principal | null;
}
export type AppEnv<Bindings extends object> = { Bindings: Bindings; Variables: Variables };
export type App<Bindings extends object> = Hono<AppEnv<Bindings>>;

/** Headers of every answer of a Worker. Pages get theirs from the static assets (web/public/_headers). */
const SECURITY_HEADERS: Record<string, string> = {
  "x-content-type-options": "nosniff",
  "referrer-policy": "strict-origin-when-cross-origin",
  "cross-origin-resource-policy": "same-origin",
  "strict-transport-security": "max-age=63072000; includeSubDomains",
};

/**
 * The application of one Worker: request id, trace, one log line and one measurement a request, problem+json
 * for every error, and a limit by network on everything that is asked. A defect answers 500 with a fixed
 * sentence; its cause is in the log only.
 */
export function createApp<Bindings extends object>(
  worker: string,
  metrics: Metrics,
  rateOf: RateOf<Bindings>,
): App<Bindings> {
  const app = new Hono<AppEnv<Bindings>>();

  app.use(async (c, next) => {
    const started = performance.now();
    const trace = continueTrace(c.req.header("traceparent"));
    const requestId = /^[\w-]{8,64}$/.exec(c.req.header("x-request-id") ?? "")?.[0] ?? crypto.randomUUID();
    const log = createLogger(worker, trace, { request_id: requestId });
    c.set("request_id", requestId);
    c.set("trace", trace);
    c.set("log", log);
    c.set("principal", null);
    await next();
    if (c.res.status === 101 || c.res.webSocket) return;
    const seconds = (performance.now() - started) / 1000;
    const labels = { worker, method: c.req.method, route: routePath(c, -1), status: String(c.res.status) };
    metrics.observe("veza_http_request_duration_seconds", seconds, labels);
    c.res = new Response(c.res.body, c.res);
    for (const [name, value] of Object.entries(SECURITY_HEADERS)) {
      if (!c.res.headers.has(name)) c.res.headers.set(name, value);
    }
    c.res.headers.set("x-request-id", requestId);
    c.res.headers.set("traceparent", traceparent(trace));
    if (!labels.route.startsWith("/stream") || c.res.status >= 400) {
      log.info("request", {
        method: labels.method,
        route: labels.route,
        status: c.res.status,
        ms: Math.round(seconds * 1000),
      });
    }
  });

  app.use(limitEverything(rateOf));

  app.notFound((c) => problemResponse(new AppError("not_found"), c.get("request_id")));
  app.onError((cause, c) => {
    if (cause instanceof AppError) {
      if (cause.status >= 500) c.get("log").error("refused", cause, { code: cause.code });
      return problemResponse(cause, c.get("request_id"));
    }
    c.get("log").error("unhandled", cause);
    return problemResponse(
      new AppError("internal", { detail: "Something went wrong on our side. Try again." }),
      c.get("request_id"),
    );
  });
  return app;
}
