import { MediaEvent, type PlatformEvent } from "@veza/contracts/events";
import { continueTrace, traceparent } from "@veza/core/trace";
import { sendEvents } from "@veza/worker-kit/event-queue";
import { issueGrant } from "@veza/worker-kit/grant";
import { createLogger } from "@veza/worker-kit/log";
import { UNCOUNTED } from "@veza/worker-kit/rate-limit";
import type { StreamApp } from "../app.ts";
import type { StreamEnv } from "../env.ts";
import { metrics } from "../metrics.ts";
import { issueJobToken } from "./job-token.ts";
import { purgePrefix } from "./purge.ts";
import { retryDelay } from "./retry-plan.ts";
import { type RunDeps, runMedia } from "./run.ts";
import { anyContainer, runJob } from "./transcoder-client.ts";

/**
 * Consumes `veza-media`. The message is the lease: it is acknowledged when the end of the run is on its way
 * to veza-api, and comes again in every other case. The messages of a batch are worked on side by side, each
 * by itself.
 */
export async function consumeMedia(
  batch: MessageBatch,
  env: StreamEnv,
  app: StreamApp,
  context: ExecutionContext,
): Promise<void> {
  await Promise.all(batch.messages.map((message) => consumeOne(message, env, app, context)));
}

async function consumeOne(
  message: Message,
  env: StreamEnv,
  app: StreamApp,
  context: ExecutionContext,
): Promise<void> {
  const started = performance.now();
  const parsed = MediaEvent.safeParse(message.body);
  const trace = continueTrace(parsed.success ? parsed.data.traceparent : null);
  const log = createLogger("veza-stream", trace, { message_id: message.id, attempts: message.attempts });
  const ended = (outcome: string) => {
    metrics.count("veza_media_jobs_total", { outcome });
    metrics.observe("veza_media_job_seconds", (performance.now() - started) / 1000, { outcome });
  };
  // What we read back ourselves counts as no request.
  const own: StreamEnv = { ...env, RATE_MEDIA: UNCOUNTED };
  try {
    if (!parsed.success) {
      // No retry makes an event of it: the dead letters have it at once, where an operator sees it.
      await env.MEDIA_DEAD_QUEUE.send(message.body);
      message.ack();
      log.error("not an event of this queue", parsed.error);
      ended("refused");
      return;
    }
    const event = parsed.data;
    const { track_id, version, attempt } = event.data;
    const run = { track_id, version, attempt };
    const trackLog = log.with({ track_id, version, attempt });
    const events = sendEvents(env.EVENTS_QUEUE);
    const send = (body: Omit<PlatformEvent, "occurred_at" | "traceparent">) =>
      events({
        ...body,
        occurred_at: new Date().toISOString(),
        traceparent: traceparent(trace),
      } as PlatformEvent);

    const container = event.data.runs_on ?? anyContainer();
    const deps: RunDeps = {
      readIndex: async (prefix) => (await env.MEDIA.get(`${prefix}index.json`))?.json() ?? null,
      removeIndex: (prefix) => env.MEDIA.delete(`${prefix}index.json`),
      runJob: (job) => runJob(env, job, traceparent(trace), container),
      delivery_ms: env.MEDIA_DELIVERY_MS,
      issueToken: (read, write) => issueJobToken(read, write, env.JOB_TOKEN_SECRET, Date.now()),
      fetchBack: async (file, init) => {
        const { grant } = await issueGrant(
          { track_id, user_id: "pipeline", tier: "verify" },
          env.GRANT_SECRET,
          Date.now(),
        );
        return app.request(`/stream/hls/${grant}/${track_id}/v${version}/${file}`, init, own, context);
      },
      progress: async (stage, progress) => {
        await send({
          id: `transcoding.progress:${crypto.randomUUID()}`,
          type: "transcoding.progress",
          data: { ...run, stage, progress },
        });
      },
      now: () => performance.now(),
      log: trackLog,
      media_url: env.MEDIA_URL,
    };
    const outcome = await runMedia(event.data, deps);
    switch (outcome.type) {
      case "completed": {
        const { kind: _kind, renditions, ...rest } = outcome.result;
        const result = {
          ...rest,
          renditions: renditions.map(({ segments: _segments, ...rendition }) => rendition),
        };
        await send({
          id: `transcoding.completed:${track_id}:${version}`,
          type: "transcoding.completed",
          data: { ...run, result },
        });
        message.ack();
        break;
      }
      case "failed":
        // What a refused file left behind is of no use to anybody.
        await purgePrefix(env.MEDIA, `hls/${track_id}/v${version}/`);
        await send({
          id: `transcoding.failed:${track_id}:${version}:${attempt}`,
          type: "transcoding.failed",
          data: { ...run, code: outcome.code, detail: outcome.detail },
        });
        message.ack();
        break;
      case "goes_on":
        // A message of its own at the end of the queue: short files pass by, and a long run uses no retries
        // up. Sent before the acknowledgement: after a crash between the two there are two, and the second
        // finds the job taken.
        await env.MEDIA_QUEUE.send(
          MediaEvent.parse({ ...event, data: { ...event.data, runs_on: container } }),
        );
        message.ack();
        break;
      case "retry":
        trackLog.warn("run comes again", { reason: outcome.reason, detail: outcome.detail });
        message.retry({ delaySeconds: retryDelay(outcome.reason, message.attempts) });
        break;
    }
    ended(outcome.type === "failed" ? `failed_${outcome.code}` : outcome.type);
    trackLog.info("run ended", { outcome: outcome.type, ms: Math.round(performance.now() - started) });
  } catch (cause) {
    log.error("run lost, it comes again", cause);
    ended("lost");
    message.retry({ delaySeconds: retryDelay("lost", message.attempts) });
  }
}
