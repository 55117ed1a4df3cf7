import { CHAT_ENDPOINTS } from "@veza/contracts/http/chat-messages";
import { ENDPOINTS } from "@veza/contracts/http/endpoints";
import { AppError } from "@veza/worker-kit/app-error";
import { openApiDocument } from "@veza/worker-kit/openapi";
import type { ApiApp } from "../app.ts";
import { backlog as outboxBacklog } from "../domains/outbox/service.ts";
import { countByState } from "../domains/tracks/service.ts";
import type { ApiEnv } from "../env.ts";
import { publicJwks } from "../keys.ts";
import { docsPage } from "./docs-page.ts";
import { metrics } from "./metrics.ts";
import { readiness } from "./readiness.ts";

export function mountOperations(app: ApiApp, envOf: (bindings: object) => ApiEnv): void {
  app.get("/healthz", (c) => c.json({ ok: true }));

  app.get("/readyz", async (c) => {
    const state = await readiness(envOf(c.env));
    return c.json(state, state.ready ? 200 : 503, {
      "cache-control": "no-store",
      ...(state.ready ? {} : { "retry-after": "5" }),
    });
  });

  app.get("/metrics", async (c) => {
    const env = envOf(c.env);
    if (
      env.ENVIRONMENT !== "development" &&
      !(await sameSecret(c.req.header("authorization") ?? "", `Bearer ${env.METRICS_TOKEN}`))
    ) {
      throw new AppError("unauthenticated");
    }
    const [backlog, versions, chat, stream] = await Promise.all([
      outboxBacklog(env),
      countByState(env),
      env.CHAT_RPC.metrics(),
      env.STREAM_RPC.metrics(),
    ]);
    metrics.gauge("veza_outbox_waiting", backlog.waiting);
    metrics.gauge("veza_outbox_oldest_seconds", backlog.oldest_ms / 1000);
    for (const { status, count } of versions) metrics.gauge("veza_track_versions", count, { status });
    return c.text(mergeExpositions([metrics.render(), chat, stream]), 200, {
      "content-type": "text/plain; version=0.0.4; charset=utf-8",
    });
  });

  app.get("/.well-known/jwks.json", (c) =>
    c.json(publicJwks(envOf(c.env)), 200, { "cache-control": "public, max-age=300" }),
  );

  app.get("/api/v1/openapi.json", (c) =>
    c.json(openApiDocument([...ENDPOINTS, ...CHAT_ENDPOINTS], envOf(c.env).PUBLIC_URL), 200, {
      "cache-control": "public, max-age=300",
    }),
  );
  app.get("/api/docs", (c) => docsPage(c));
}

/**
 * Joins expositions of several Workers: the HELP and TYPE lines of a name stand once, before all of its
 * samples.
 */
export function mergeExpositions(texts: string[]): string {
  const metas = new Map<string, string[]>();
  const samples = new Map<string, string[]>();
  let name = "";
  for (const line of texts.flatMap((text) => text.split("\n"))) {
    if (line === "") continue;
    const meta = /^# (?:HELP|TYPE) (\S+)/.exec(line);
    if (meta?.[1] !== undefined) {
      name = meta[1];
      const known = metas.get(name) ?? [];
      if (known.length < 2) metas.set(name, [...known, line]);
      continue;
    }
    samples.set(name, [...(samples.get(name) ?? []), line]);
  }
  return `${[...metas].flatMap(([metric, lines]) => [...lines, ...(samples.get(metric) ?? [])]).join("\n")}\n`;
}

async function sameSecret(given: string, expected: string): Promise<boolean> {
  const digest = (text: string) => crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  const [a, b] = await Promise.all([digest(given), digest(expected)]);
  return new Uint8Array(a).every((byte, i) => byte === new Uint8Array(b)[i]);
}
