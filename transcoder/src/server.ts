import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { JobRequest } from "@veza/contracts/jobs";
import type { Logger } from "@veza/core/log";
import type { Metrics } from "@veza/core/metrics";
import { continueTrace, type Trace } from "@veza/core/trace";
import { HttpProblem, readJson, requireSecret, sendJson, sendProblem } from "./http.ts";
import { createJobLine, type JobLine } from "./job-line.ts";
import type { JobRegistry } from "./job-registry.ts";
import { openJobStream } from "./job-stream.ts";
import { type JobServices, runJob } from "./jobs.ts";
import { JobUnavailable } from "./outcome.ts";
import { askVersion, checkReadiness, clamdIsGood } from "./readiness.ts";

const MOST_BODY_BYTES = 64_000;
const RETRY_AFTER_SECONDS = "5";

export type ServerServices = JobServices & { registry: JobRegistry; log: Logger; registryMetrics: Metrics };

type Call = { request: IncomingMessage; response: ServerResponse; trace: Trace; log: Logger };
type Handler = (call: Call) => Promise<void>;

/** The whole HTTP surface: four routes, and problem+json for everything else. */
export function createTranscoderServer(services: ServerServices): Server {
  const routes: Record<string, Handler> = {
    "GET /healthz": async ({ response }) => sendJson(response, 200, { ok: true }),
    "GET /readyz": async ({ response }) => {
      const readiness = await checkReadiness(services.config, services.tools, services.registry);
      sendJson(response, readiness.ready ? 200 : 503, readiness);
    },
    "GET /metrics": async ({ response }) => {
      response.writeHead(200, { "content-type": "text/plain; version=0.0.4; charset=utf-8" });
      response.end(services.registryMetrics.render());
    },
    "POST /jobs": (call) => postJob(call, services),
  };

  return createServer(async (request, response) => {
    const started = services.now();
    const trace = continueTrace(header(request, "traceparent"));
    const log = services.log.withTrace(trace);
    const path = new URL(request.url ?? "/", "http://transcoder").pathname;
    const name = `${request.method} ${path}`;
    const handler = routes[name];
    response.on("close", () => {
      const labels = { route: handler ? name : "other", status: String(response.statusCode) };
      services.metrics.requestSeconds(labels, (services.now() - started) / 1000);
    });
    try {
      if (!handler) {
        const known = Object.keys(routes).some((route) => route.endsWith(` ${path}`));
        throw new HttpProblem(known ? "method_not_allowed" : "not_found", `no ${name.slice(0, 100)}`);
      }
      await handler({ request, response, trace, log });
    } catch (error) {
      const problem =
        error instanceof HttpProblem
          ? error
          : new HttpProblem("internal", "unexpected error; the log has it");
      if (!(error instanceof HttpProblem)) log.error("request broke", error);
      if (response.headersSent) response.destroy();
      else sendProblem(response, problem, trace.trace_id);
    }
  });
}

function header(request: IncomingMessage, name: string): string | undefined {
  const value = request.headers[name];
  return Array.isArray(value) ? value[0] : value;
}

async function postJob(call: Call, services: ServerServices): Promise<void> {
  const { request, response } = call;
  const { config, registry } = services;
  requireSecret(request, config.shared_secret);
  const parsed = JobRequest.safeParse(await readJson(request, MOST_BODY_BYTES));
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new HttpProblem(
      "validation_failed",
      `${issue?.path.join(".") ?? ""}: ${issue?.message ?? "not a job"}`,
    );
  }
  const job = parsed.data;
  const admission = registry.admit(job);
  if (!admission.ok) {
    const retry = { "retry-after": RETRY_AFTER_SECONDS };
    if (admission.why === "duplicate") {
      const { line, renew } = admission.running;
      if (!line?.isWaiting) throw new HttpProblem("wrong_state", "this job runs already");
      renew?.(job.token);
      attach(line, response);
      if (line.isOver) admission.running.release();
      return;
    }
    if (admission.why === "full") throw new HttpProblem("rate_limited", "all slots are taken", retry);
    throw new HttpProblem("unavailable", "the transcoder is shutting down", retry);
  }
  const { running } = admission;
  try {
    const clamd = await askVersion(config);
    if (!clamdIsGood(clamd, config.environment)) {
      const why = clamd === null ? "clamd does not answer" : "clamd has no official signatures";
      throw new HttpProblem("unavailable", why, { "retry-after": RETRY_AFTER_SECONDS });
    }
    let isOver = false;
    const line = createJobLine({
      leaseMs: job.kind === "audio" ? job.lease_ms : 0,
      onAbandoned: () => {
        if (isOver) running.release();
        else running.abort(new JobUnavailable("the caller went away"));
      },
      after: (ms, work) => {
        const timer = setTimeout(work, ms);
        return () => clearTimeout(timer);
      },
    });
    running.line = line;
    attach(line, response);
    const log = call.log.with({ job_key: job.job_key });
    await runJob(job, { trace: call.trace, log, running, emit: line.emit }, services);
    isOver = true;
    line.end();
    // Its end is still to be told: whoever comes for it finds it here.
    if (line.isWaiting) {
      running.finish();
      return;
    }
  } catch (error) {
    running.release();
    throw error;
  }
  running.release();
}

/** Lets the caller hear the job until it ends or the caller goes away. */
function attach(line: JobLine, response: ServerResponse): void {
  const stream = openJobStream(response);
  line.attach(stream);
  const onGone = () => {
    if (!response.writableFinished) line.detach();
  };
  response.once("close", onGone);
  if (response.destroyed) onGone();
}
